import { visible } from './visible.ts';

/** The fragment of an evidence item on the page. */
export function evidenceAnchor(id: string): string {
  return `evidence-${id.replace(/[^\w-]/g, '_')}`;
}

/** Citations: each leads to the item that it names. */
export function EvidenceLinks({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return <p class="citations faint">No evidence cited.</p>;
  return (
    <p class="citations">
      Evidence:{' '}
      {ids.map((id) => (
        <a key={id} href={`#${evidenceAnchor(id)}`}>
          {visible(id)}
        </a>
      ))}
    </p>
  );
}
