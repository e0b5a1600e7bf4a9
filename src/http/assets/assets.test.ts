import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/pages/test-app.ts';
import { loadAssets } from './assets.ts';

describe('the assets', () => {
  it('are served at an address that holds their hash, to be kept for good', async () => {
    const { style } = loadAssets();
    expect(style.path).toMatch(/^\/assets\/firebreak\.[0-9a-f]{12}\.css$/);
    const { statusCode, headers, body } = await testApp().app.inject(style.path);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(body).toBe(style.body);
  });

  it('hold a rule for every class of verdict, state and severity that pages can show', () => {
    const { style } = loadAssets();
    const classes = [
      'verdict-pass',
      'verdict-refuse',
      'verdict-hold',
      'tone-good',
      'tone-bad',
      'tone-wait',
      'tone-busy',
    ];
    for (const name of [...classes, 'severity-critical', 'severity-warning', 'severity-info', 'risk-high']) {
      expect(style.body).toContain(`.${name}`);
    }
  });

  it('are the only files that are served', async () => {
    const { statusCode } = await testApp().app.inject('/assets/../package.json');
    expect(statusCode).toBe(404);
  });
});
