import type { Exchange } from '../../diagnosis/exchange.ts';
import type { Incident } from '../../domain/incident.ts';
import { Layout } from './layout.tsx';
import { newMessages } from './new-messages.ts';
import type { PageContext } from './page-context.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { UntrustedMark } from './untrusted-mark.tsx';
import { visible } from './visible.ts';

/** So many on a page, and so much of each text: a page stays small on a phone's connection. */
const exchangesPerPage = 10;
const mostCharacters = 2_500;
const mostCharactersEach = 6_000;

interface ExchangesPageProps {
  readonly page: PageContext;
  readonly incident: Pick<Incident, 'id' | 'title'>;
  readonly exchanges: readonly Exchange[];
  /** The first one that is shown, counted from 0. */
  readonly from: number;
}

/** What models were asked about an incident and what they said, as it is stored: without secrets. */
export function ExchangesPage({ page, incident, exchanges, from }: ExchangesPageProps) {
  const address = `/incidents/${encodeURIComponent(incident.id)}`;
  const shown = exchanges.slice(from, from + exchangesPerPage);
  const next = from + exchangesPerPage;
  return (
    <Layout page={page} title={`Exchanges with models · ${incident.title}`} current="incidents">
      <div class="page-head">
        <h1>Exchanges with models</h1>
        <a href={address}>{visible(incident.title)}</a>
      </div>
      <p class="lead">
        What each model was asked, and what it said, with secrets masked. <UntrustedMark /> A model may say
        anything; what becomes of it, code decides.
      </p>
      {exchanges.length === 0 ? (
        <p class="empty">
          No model was asked, or its exchanges have been kept for as long as they should be.
        </p>
      ) : null}
      {shown.map((exchange, index) => (
        <ExchangeSection
          key={exchange.id}
          exchange={exchange}
          number={from + index + 1}
          messages={newMessages(exchanges, from + index)}
        />
      ))}
      {next < exchanges.length ? (
        <p class="more">
          <a href={`${address}/exchanges?from=${next}`}>Later exchanges</a>
        </p>
      ) : null}
    </Layout>
  );
}

interface ExchangeSectionProps {
  readonly exchange: Exchange;
  readonly number: number;
  readonly messages: Exchange['messages'];
}

function ExchangeSection({ exchange, number, messages }: ExchangeSectionProps) {
  const { model, at, durationMs, result } = exchange;
  const most = Math.min(mostCharacters, Math.floor(mostCharactersEach / (messages.length + 1)));
  return (
    <Section
      id={`exchange-${number}`}
      title={`${number}. ${visible(model)}`}
      aside={<span class="faint">{`${(durationMs / 1000).toFixed(1)} s`}</span>}
    >
      <p class="faint">
        <Time at={at} />
        {result.kind === 'reply'
          ? `, ${result.usage.inputTokens} tokens in, ${result.usage.outputTokens} out`
          : `, failed: ${result.code}`}
      </p>
      {messages.map((message, index) => (
        <Said
          key={index}
          most={most}
          title={titles[message.role]}
          text={[message.text, ...(message.role === 'assistant' ? message.toolCalls.map(callText) : [])].join(
            '\n',
          )}
        />
      ))}
      {result.kind === 'reply' ? (
        <Said
          title="Reply"
          text={[result.text, ...result.toolCalls.map(callText)].join('\n')}
          most={most}
          isOpen
        />
      ) : null}
    </Section>
  );
}

const titles: Readonly<Record<Exchange['messages'][number]['role'], string>> = {
  system: 'Instructions',
  user: 'What it was shown',
  assistant: 'What it had said',
  tool: 'What a look gave',
};

function callText({ name, arguments: given }: { readonly name: string; readonly arguments: string }): string {
  return `${name}(${given})`;
}

interface SaidProps {
  readonly title: string;
  readonly text: string;
  /** In characters; what is left out is told. */
  readonly most: number;
  readonly isOpen?: boolean;
}

function Said({ title, text, most, isOpen = false }: SaidProps) {
  const characters = Array.from(text.trim());
  const left = characters.length - most;
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <pre class="untrusted" tabIndex={0} aria-label={title}>
        {visible(characters.slice(0, most).join(''))}
      </pre>
      {left > 0 ? <p class="faint">{`${left} more characters.`}</p> : null}
    </details>
  );
}
