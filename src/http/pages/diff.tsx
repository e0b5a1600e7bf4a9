import { visible } from './visible.ts';

interface DiffProps {
  readonly label: string;
  /** A unified diff; empty where nothing can be shown. */
  readonly text: string;
}

export function Diff({ label, text }: DiffProps) {
  if (text.trim() === '') return <p class="faint">No difference to show.</p>;
  return (
    <pre class="diff" tabIndex={0} aria-label={label}>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, index) => (
          <DiffLine key={index} line={line} />
        ))}
    </pre>
  );
}

function DiffLine({ line }: { readonly line: string }) {
  const text = `${visible(line)}\n`;
  if (/^(\+\+\+|---|Index:|===)/.test(line)) return <span class="diff-file">{text}</span>;
  if (line.startsWith('@@')) return <span class="diff-hunk">{text}</span>;
  if (line.startsWith('+')) return <ins>{text}</ins>;
  if (line.startsWith('-')) return <del>{text}</del>;
  return <span>{text}</span>;
}
