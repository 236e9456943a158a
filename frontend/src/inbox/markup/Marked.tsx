/** A message with WhatsApp's marks and its addresses. Every part of it is inserted as text. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Block, blocksOf } from './blocks';
import type { Inline, Mark } from './inline';

const ELEMENTS: Readonly<Record<Mark, 'strong' | 'em' | 's'>> = { bold: 'strong', italic: 'em', struck: 's' };

export function Marked({ content }: { content: string }) {
  const blocks = useMemo(() => blocksOf(content), [content]);
  return <>{blocks.map(shown)}</>;
}

function shown(block: Block) {
  switch (block.kind) {
    case 'text':
      return paragraph(block.of);
    case 'quote':
      return <blockquote class="marked-quote">{paragraph(block.of)}</blockquote>;
    case 'code':
      return <pre class="marked-code">{block.text}</pre>;
    case 'bullets':
      return <ul class="marked-list">{block.items.map((item) => listItem(item))}</ul>;
    case 'numbers':
      return <ol class="marked-list">{block.items.map(({ value, of }) => listItem(of, value))}</ol>;
  }
}

function paragraph(of: readonly Inline[]) {
  return (
    <p class="content" dir="auto">
      {of.map(inline)}
    </p>
  );
}

function listItem(of: readonly Inline[], value?: number) {
  return (
    <li value={value} dir="auto">
      {of.map(inline)}
    </li>
  );
}

function inline(part: Inline): ComponentChildren {
  if (typeof part === 'string') return part;
  if ('code' in part) return <code>{part.code}</code>;
  if ('link' in part) {
    return (
      <a href={part.link.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {part.link.text}
      </a>
    );
  }
  const Element = ELEMENTS[part.mark];
  return <Element>{part.of.map(inline)}</Element>;
}
