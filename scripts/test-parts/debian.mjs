import { onPath, run } from './shell.mjs';

const APT_ENV = { DEBIAN_FRONTEND: 'noninteractive' };
const APT_LOCK = ['-o', 'DPkg::Lock::Timeout=300'];

/** A part that is one Debian package with one program on the PATH. */
function debianPart(name, debianPackage, binary) {
  return {
    name,
    what: `Debian package ${debianPackage}`,
    remedy: `needs Debian and root; elsewhere put ${binary} on the PATH`,
    missing: () => (onPath(binary) ? [] : [binary]),
    provision() {
      if (!onPath('apt-get')) throw new Error('there is no apt-get here');
      if (process.getuid?.() !== 0) throw new Error('apt-get install needs root');
      run('apt-get', [...APT_LOCK, 'update', '-q'], { env: APT_ENV });
      run('apt-get', [...APT_LOCK, 'install', '-y', '-q', '--no-install-recommends', debianPackage], {
        env: APT_ENV,
      });
    },
  };
}

export const alertmanager = debianPart('alertmanager', 'prometheus-alertmanager', 'prometheus-alertmanager');
export const chromium = debianPart('chromium', 'chromium', 'chromium');
