import type { Example, ReportedPattern } from '../../ledger/failure-patterns/report.ts';
import type { Tally } from '../../ledger/failure-patterns/summarize.ts';
import type { PageContext } from './page-context.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { UntrustedMark } from './untrusted-mark.tsx';
import { visible } from './visible.ts';
import { layerNames, mistakeSourceNames } from './words.ts';

interface PatternCardProps {
  readonly pattern: ReportedPattern;
  readonly now: PageContext['now'];
  /** Whether the viewer may propose to learn from it. */
  readonly canPropose: boolean;
}

/** One pattern: what it is, how often and where it showed, and the newest examples. */
export function PatternCard({ pattern, now, canPropose }: PatternCardProps) {
  const { name, title, happened, lesson, mend, count, lastAt } = pattern;
  return (
    <Section
      id={name}
      title={title}
      aside={
        <span class="badges">
          <span class="badge">{count === 1 ? 'once' : `${count} times`}</span>
          {lastAt === undefined ? null : (
            <span class="faint">
              last <Time at={lastAt} now={now} />
            </span>
          )}
        </span>
      }
    >
      <p>{happened}</p>
      {lesson === undefined ? null : (
        <p>
          <strong>The model is told:</strong> {lesson}
        </p>
      )}
      {mend === undefined ? null : (
        <p>
          <strong>What to do:</strong> {mend}
        </p>
      )}
      <dl class="tallies">
        <Tallies title="Shown as" of={pattern.bySource} filter="source" names={mistakeSourceNames} />
        <Tallies title="Layers" of={pattern.byLayer} filter="layer" names={layerNames} />
        <Tallies title="Models" of={pattern.byModel} filter="model" />
        <Tallies title="Alerts" of={pattern.byAlert} filter="alert" />
        <Tallies title="Namespaces" of={pattern.byNamespace} filter="namespace" />
      </dl>
      <h3>{pattern.examples.length === 1 ? 'Example' : 'Newest examples'}</h3>
      <ol class="examples">
        {pattern.examples.map((example) => (
          <ExampleItem
            key={`${example.seq}.${example.index}`}
            example={example}
            now={now}
            {...(canPropose ? { proposeAs: name } : {})}
          />
        ))}
      </ol>
    </Section>
  );
}

interface TalliesProps {
  readonly title: string;
  readonly of: readonly Tally[];
  readonly filter: string;
  readonly names?: Readonly<Record<string, string>>;
}

function Tallies({ title, of, filter, names = {} }: TalliesProps) {
  if (of.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {of.map(({ name, count }) => (
          <a key={name} href={`/patterns?${new URLSearchParams({ [filter]: name }).toString()}`}>
            {visible(names[name] ?? name)} <span class="faint">×{count}</span>
          </a>
        ))}
      </dd>
    </div>
  );
}

interface ExampleItemProps {
  readonly example: Example;
  readonly now: Date;
  /** Name of the pattern, for the way to the form that makes a rule of it. */
  readonly proposeAs?: string;
}

export function ExampleItem({ example, now, proposeAs }: ExampleItemProps) {
  const { at, incident, source, reasons, model, action, kind, namespace, name, tool, params, text } = example;
  const object = namespace === '' || kind === 'Namespace' ? name : `${namespace}/${name}`;
  return (
    <li>
      <p>
        {incident === undefined ? null : (
          <>
            <a href={`/incidents/${encodeURIComponent(incident)}`}>{visible(incident)}</a>{' '}
          </>
        )}
        <span class="faint">
          <Time at={at} now={now} /> · {mistakeSourceNames[source]}
          {model === '' ? '' : ` · ${visible(model)}`}
          {reasons.length === 0 ? '' : ` · ${reasons.map(visible).join(', ')}`}
        </span>
      </p>
      {action === '' && tool === '' ? null : (
        <p>
          <code>{visible(action === '' ? tool : action)}</code>
          {name === '' ? '' : ` on ${visible(`${kind} ${object}`)}`}
        </p>
      )}
      {text === '' ? null : (
        <blockquote class="example-text">
          {visible(text)} <UntrustedMark />
        </blockquote>
      )}
      {Object.keys(params).length === 0 ? null : (
        <details>
          <summary>{action === '' ? 'What the model wrote' : 'Parameters'}</summary>
          <pre tabIndex={0} class="untrusted">
            {visible(JSON.stringify(params, null, 2))}
          </pre>
        </details>
      )}
      {proposeAs === undefined ? null : (
        <p class="more">
          <a href={proposePath(proposeAs, example)}>Learn from it…</a>
        </p>
      )}
    </li>
  );
}

function proposePath(pattern: string, { seq, index }: Example): string {
  const query = new URLSearchParams({ pattern, seq: String(seq), index: String(index) });
  return `/patterns/propose?${query.toString()}`;
}
