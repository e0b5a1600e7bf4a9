import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { slackScopes } from '../../src/doctor/check-slack.ts';
import { fixedScraper, oomScraper } from '../pages/incidents/oom-scraper.ts';
import { messageOf } from '../slack/rendered.ts';
import { repositoryText } from '../support/repository.ts';

const head = `# What Slack is sent

The messages of two incidents, as \`chat.postMessage\` and \`chat.update\` get them. Paste \`attachments\` into Slack's
[Block Kit Builder](https://app.slack.com/block-kit-builder) to see them. This page is made from the code
(\`npm test -- test/docs -u\`).
`;

const section = (title: string, message: unknown) =>
  `\n## ${title}\n\n\`\`\`json\n${JSON.stringify(message, null, 2)}\n\`\`\`\n`;

describe('docs/slack', () => {
  it('shows messages as they are sent', async () => {
    const page = [
      head,
      section('Waiting for people', messageOf(oomScraper)),
      section('The same message, at the end', messageOf(fixedScraper)),
    ].join('');
    await expect(page).toMatchFileSnapshot('../../docs/slack/messages.md');
  });

  it('asks in its manifest for exactly the scopes that doctor looks for', () => {
    const manifest = parse(repositoryText('docs/slack/manifest.yaml')) as {
      oauth_config: { scopes: { bot: readonly string[] } };
    };
    expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(new Set(Object.keys(slackScopes)));
  });
});
