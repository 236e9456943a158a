/** Hooks in the tests, which have no document. */
import { createElement, render } from 'preact';

/** Runs a hook in a component that shows nothing. Returns its present state, and what ends it. */
export function runHook<State>(hook: () => State): { now: () => State; end: () => void } {
  const box = { nodeType: 1, childNodes: [], firstChild: null } as unknown as Element;
  let state: State | undefined;
  const Runs = () => {
    state = hook();
    return null;
  };
  render(createElement(Runs, null), box);
  return { now: () => state as State, end: () => render(null, box) };
}
