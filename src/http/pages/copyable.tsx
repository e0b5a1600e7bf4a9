import { visible } from './visible.ts';

interface CopyableProps {
  readonly label: string;
  readonly text: string;
}

/** Text to take along; the script adds a copy button where the browser can copy. */
export function Copyable({ label, text }: CopyableProps) {
  return (
    <div class="copyable" data-copy={label}>
      <pre tabIndex={0} aria-label={label}>
        <code>{visible(text)}</code>
      </pre>
    </div>
  );
}
