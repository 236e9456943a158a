/** Draws its content again only when one of `on` is another one, so that a long list costs little while it stays as it is. */
import { Component, type ComponentChild, type ComponentChildren } from 'preact';

interface Props {
  on: readonly unknown[];
  children: ComponentChildren;
}

export class Settled extends Component<Props> {
  override shouldComponentUpdate({ on }: Props): boolean {
    return on.some((each, at) => each !== this.props.on[at]);
  }

  override render({ children }: Props): ComponentChild {
    return children;
  }
}
