import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { knownSecretsOf } from './known-secrets.ts';

const secretsOf = (environment: Readonly<Record<string, string>>) =>
  knownSecretsOf(loadConfig(environment).settings, environment);

describe('known secrets', () => {
  it('are what the settings hold of secrets, and of addresses the password', () => {
    const secrets = secretsOf({
      FIREBREAK_WEBHOOK_TOKEN: 'webhook:token-1',
      SLACK_BOT_TOKEN: 'xoxb-1-2-three',
      ALERTMANAGER_URL: 'http://firebreak:alert%20pass@one.example:9093,http://two.example:9093',
      FIREBREAK_CLUSTER: 'homelab',
    });

    expect(secrets.toSorted()).toEqual(['alert pass', 'webhook:token-1', 'xoxb-1-2-three']);
  });

  it('are the token of an address that has no password, and a password that is not encoded', () => {
    expect(secretsOf({ LOKI_URL: 'https://glc-token@loki.example' })).toEqual(['glc-token']);
    expect(secretsOf({ LOKI_URL: 'https://reader:100%sure@loki.example' })).toEqual(['100%sure']);
  });

  it('are the credentials of the AWS SDK as well', () => {
    expect(secretsOf({ AWS_SECRET_ACCESS_KEY: 'aws-secret', AWS_REGION: 'eu-central-1' })).toEqual([
      'aws-secret',
    ]);
  });

  it('are none where none is set', () => {
    expect(secretsOf({ PROMETHEUS_URL: 'http://prometheus.example:9090' })).toEqual([]);
  });
});
