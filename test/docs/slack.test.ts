import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { slackScopes } from '../../src/doctor/check-slack.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import { lifecycle } from '../slack/lifecycle.ts';
import { aloud, isSaidAloud, readable } from '../slack/readable.ts';
import { messageOf, noticesOf } from '../slack/rendered.ts';
import { repositoryText } from '../support/repository.ts';

const head = `# What Slack is sent

One message an incident, edited through its life. Each stage below is shown as its text, with what a lock screen says in
front and the buttons in brackets; then one of them as the JSON that \`chat.postMessage\` gets, whose \`attachments\` can be
pasted into Slack's [Block Kit Builder](https://app.slack.com/block-kit-builder). This page is made from the code
(\`npm test -- test/docs -u\`).
`;

const fence = '~~~~';

describe('docs/slack', () => {
  it('shows messages as they are sent', async () => {
    const stages = lifecycle.map(({ title, incident, situation }) => {
      const said = noticesOf(incident, situation).filter(({ body }) => isSaidAloud(body));
      const parts = [readable(messageOf(incident, situation)), ...said.map(({ body }) => aloud(body))];
      return `\n## ${title}\n\n${parts.map((part) => `${fence}text\n${part}\n${fence}\n`).join('\n')}`;
    });
    const json = `\n## As JSON\n\n\`\`\`json\n${JSON.stringify(messageOf(oomScraper), null, 2)}\n\`\`\`\n`;
    await expect([head, ...stages, json].join('')).toMatchFileSnapshot('../../docs/slack/messages.md');
  });

  it('asks in its manifest for exactly the scopes that doctor looks for', () => {
    const manifest = parse(repositoryText('docs/slack/manifest.yaml')) as {
      oauth_config: { scopes: { bot: readonly string[] } };
    };
    expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(new Set(Object.keys(slackScopes)));
  });
});
