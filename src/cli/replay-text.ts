import { refText } from '../domain/objects.ts';
import type { Outcome, Replay, RequestPart } from '../diagnosis/replay.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';

const parts: Readonly<Record<RequestPart, string>> = {
  'system-prompt': 'the system prompt',
  brief: 'what it is shown',
  conversation: 'the conversation after that',
  tools: 'the tools it is offered',
};

/** What replays found, for people. */
export function replayText(replays: readonly Replay[]): string {
  return showInvisible(`${replays.map(textOf).join('\n\n')}\n`);
}

function textOf(replay: Replay): string {
  const { recorded, now } = replay.promptVersion;
  const { outcome } = replay;
  return [
    `${replay.diagnosis} of ${replay.incident}, ${replay.at}`,
    recorded === now ? `  prompts ${now}` : `  prompts ${recorded} then, ${now} now`,
    ...replay.requests.map((request, index) => `  ${index + 1}. ${requestText(request)}`),
    ...(replay.wouldAskMore ? ['  today more would be asked than was recorded'] : []),
    ...(outcome.same
      ? ['  ends as it did:', ...outcomeLines(outcome.now)]
      : ['  ended in:', ...outcomeLines(outcome.recorded), '  would end in:', ...outcomeLines(outcome.now)]),
  ].join('\n');
}

function requestText({ exchange, model, result, differs, notMade }: Replay['requests'][number]): string {
  const said = `${exchange}: ${model}: ${result}`;
  if (notMade === true) return `${said}; today it would not be asked`;
  if (differs.length === 0) return `${said}; the same request today`;
  return `${said}; today ${differs.map((name) => parts[name]).join(' and ')} would differ`;
}

function outcomeLines({ by, causes, actions, handOver }: Outcome): readonly string[] {
  return [
    `    by ${by}`,
    ...causes.map(({ cause, object }) => `    cause: ${cause}: ${refText(object)}`),
    ...actions.map(
      ({ action, target, params }) => `    action: ${action} ${refText(target)} ${JSON.stringify(params)}`,
    ),
    ...(handOver === undefined ? [] : [`    handed over: ${handOver}`]),
    ...(actions.length === 0 && handOver === undefined ? ['    no action'] : []),
  ];
}
