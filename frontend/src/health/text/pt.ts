/** The health page in Portuguese. */
import type { HealthTable } from './texts';

export const pt: HealthTable = {
  looking: 'Verificando…',
  looked: 'Verificado às {time}.',
  every: 'De novo a cada 30 segundos enquanto esta página está aberta.',
  again: 'Verificar de novo',
  earlier: 'O que segue é o que o servidor disse por último.',
  'sum.well': 'Não há nada errado.',
  'sum.wrong.one': '{count} coisa está errada.',
  'sum.wrong.other': '{count} coisas estão erradas.',
  'sum.warning.one': '{count} coisa precisa ser verificada.',
  'sum.warning.other': '{count} coisas precisam ser verificadas.',
  'state.wrong': 'Erro',
  'state.warning': 'A verificar',
  'state.unchecked': 'Não verificado',
  'state.ok': 'Funciona',
  mend: 'O que fazer:',
  since: 'desde {time}',
  until: 'até {time}',

  'server.unreachable': 'O servidor não responde.',
  'server.unreachableMend':
    'Verifique a conexão deste computador. Se outras páginas abrem, quem administra o Relais deve ver se ele está em execução.',
  'server.failedMend':
    'Verifique de novo em um minuto. Se continuar, quem administra o Relais encontra a causa no registro, ou com make doctor.',
  'database.ok': 'O banco de dados pode ser lido.',
  'database.wrong': 'O banco de dados não pode ser lido.',
  'database.cause':
    'Enquanto durar, as conversas não são mostradas nem respondidas. As mensagens dos clientes ficam na fila.',
  'database.mend':
    'Quem administra o Relais olha o disco da pasta de dados, na AWS a tabela, e encontra a causa no registro.',
  'rest.title': 'Envio, avisos e limites',
  'rest.cause': 'Estão guardados no banco de dados.',
  'meta.simulated': 'A Meta é simulada: nenhuma mensagem sai desta máquina, e nada do WhatsApp real é verificado.',
  'meta.mend': 'Para clientes reais, defina as variáveis WHATSAPP_… e reinicie o Relais.',
  'sending.ok': 'As mensagens saem.',
  'sending.wrong': 'O envio está parado.',
  'sending.wrongFrom': 'O envio de {number} está parado.',
  'templates.ok': 'Os modelos saem.',
  'templates.wrong': 'O envio de modelos está parado; as outras mensagens saem.',
  'templates.wrongFrom': 'O envio de modelos de {number} está parado; as outras mensagens saem.',
  'stopped.cause': 'A Meta diz: {reason} (código {code})',
  'stopped.mend':
    'Quem administra o Relais encontra a causa com make doctor. Uma mensagem por minuto é tentada, e o envio recomeça sozinho.',
  'notices.ok': 'A Meta não informa nada sobre a conta, os números e os modelos.',
  'notices.detail': 'A Meta diz: {text}',
  'assistant.on': 'O assistente tem um modelo de linguagem; as configurações dizem quando ele responde.',
  'assistant.off': 'O assistente está desligado.',
  'assistant.offCause':
    'O Relais não tem a chave de um modelo de linguagem, por isso as mensagens esperam por uma pessoa.',
  'assistant.simulated': 'O modelo de linguagem é simulado: as respostas são textos de teste.',
  'assistant.mend': 'Defina OPENAI_API_KEY e reinicie o Relais.',
  'budget.ok': 'O assistente usou {used} dos {ceiling} tokens de hoje.',
  'budget.reached': 'O assistente esgotou os tokens de hoje.',
  'budget.near': 'O assistente logo terá esgotado os tokens de hoje.',
  'budget.used': 'Foram usados {used} de {ceiling} tokens. O dia termina à meia-noite UTC.',
  'budget.mend': 'Responda aos clientes que esperam, ou peça para aumentar RELAIS_MAX_MODEL_TOKENS_PER_DAY.',
  'budget.nearMend':
    'Veja se o dia está movimentado ou se alguém escreve sem parar. RELAIS_MAX_MODEL_TOKENS_PER_DAY aumenta o limite.',
  'waiting.none': 'Ninguém espera por uma pessoa.',
  'waiting.some': 'Conversas a atender, nenhuma há uma hora: {count}',
  'waiting.long': 'Há clientes que esperam por uma pessoa há mais de uma hora. Conversas: {count}',
  'waiting.mend': 'Nas mensagens escolha “A atender” e responda de cima para baixo.',
  'clock.behind': 'O relógio deste computador está {minutes} minutos atrasado.',
  'clock.ahead': 'O relógio deste computador está {minutes} minutos adiantado.',
  'clock.cause': 'As páginas contam pelo relógio do servidor. Entrar pode falhar.',
  'clock.mend': 'Deixe o computador acertar a hora sozinho, nas configurações de data e hora.',
  'outside.title': 'O que só se vê de fora',
  'outside.cause':
    'O token de acesso e seus dias, os números na Meta, o webhook, as filas e suas mensagens com falha, e a resposta do modelo.',
  'outside.mend': 'Quem administra o Relais executa make doctor. Ele diz o que está errado e como corrigir.',
};
