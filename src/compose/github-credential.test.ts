import { describe, expect, it } from 'vitest';
import { githubCredentialOf } from './github-credential.ts';

const app = { githubAppId: '7', githubAppPrivateKey: 'pem', githubAppInstallationId: '9' };

describe('the credential for GitHub', () => {
  it('is none, a token, or an App', () => {
    expect(githubCredentialOf({})).toBeUndefined();
    expect(githubCredentialOf({ githubToken: 't' })).toEqual({ kind: 'token', token: 't' });
    expect(githubCredentialOf(app)).toEqual({
      kind: 'app',
      appId: '7',
      privateKey: 'pem',
      installationId: '9',
    });
  });

  it('is not both', () => {
    expect(() => githubCredentialOf({ ...app, githubToken: 't' })).toThrow('unset the one that is not meant');
  });

  it('of an App is whole, or the error names what is missing', () => {
    expect(() => githubCredentialOf({ githubAppId: '7' })).toThrow(
      'a GitHub App needs GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID too',
    );
  });
});
