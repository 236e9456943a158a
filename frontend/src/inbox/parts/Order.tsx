/** What a customer ordered from the catalogue, as a table with its total. */
import { useTranslation } from '../../text/Language';
import type { Order as OrderOf } from '../contract';
import { money } from './money';

export function Order({ order: { items, total } }: { order: OrderOf }) {
  const { t, locale } = useTranslation();
  const currency = items.find((each) => each.currency)?.currency ?? null;
  return (
    <div class="table-frame">
      <table class="order" data-testid="order">
        <caption>{t('order.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('order.product')}</th>
            <th scope="col" class="amount">
              {t('order.quantity')}
            </th>
            <th scope="col" class="amount">
              {t('order.price')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ product, quantity, price, currency: of }, at) => (
            <tr key={`${at} ${product}`}>
              <td dir="auto">{product ?? '–'}</td>
              <td class="amount">{quantity?.toLocaleString(locale) ?? '–'}</td>
              <td class="amount">{money(price, of, locale)}</td>
            </tr>
          ))}
        </tbody>
        {total != null && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('order.total')}
              </th>
              <td class="amount">{money(total, currency, locale)}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
