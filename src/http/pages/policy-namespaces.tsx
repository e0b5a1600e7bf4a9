import type { NamespaceMap } from '../../guardrails/policies/policies.ts';
import { Facts } from './facts.tsx';
import { Section } from './section.tsx';
import { sourceId } from './source-link.tsx';
import { visible } from './visible.ts';

/** Where infrastructure lives, and which namespaces nothing is changed in. */
export function PolicyNamespaces({ map }: { readonly map: NamespaceMap }) {
  const { components, protectedNamespaces, dependencies, confusionPairs, podSecurityExemptions } = map;
  return (
    <Section id="namespaces" title="Namespace map">
      <h3 id={sourceId(map.source)}>Nothing is changed in</h3>
      <Names names={protectedNamespaces} />
      <h3>Where infrastructure lives</h3>
      <Facts facts={Object.entries(components)} />
      {dependencies.length === 0 ? null : (
        <>
          <h3>What a namespace depends on</h3>
          <Facts facts={dependencies.map(({ from, to }) => [from, to])} />
        </>
      )}
      {confusionPairs.length === 0 ? null : (
        <>
          <h3>Easily mistaken for each other</h3>
          <Names names={confusionPairs.map((pair) => pair.join(' and '))} />
        </>
      )}
      {podSecurityExemptions.length === 0 ? null : (
        <>
          <h3>Exempt from Pod Security on purpose</h3>
          <Names names={podSecurityExemptions} />
        </>
      )}
    </Section>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <p class="faint">None.</p>;
  return (
    <ul class="names">
      {names.map((name) => (
        <li key={name}>
          <code>{visible(name)}</code>
        </li>
      ))}
    </ul>
  );
}
