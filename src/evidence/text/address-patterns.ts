import type { SecretPattern } from './secret-pattern.ts';

/** Credentials within URLs and connection strings. */
export const addressPatterns: readonly SecretPattern[] = [
  {
    name: 'url-credentials',
    hints: ['://'],
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"'<>:]{0,256}:[^\s"'<>]{0,1024}@/giu,
  },
  // A token in the place of the user; short names such as `git` are none.
  {
    name: 'url-credentials',
    hints: ['://'],
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{0,30}:\/\/)[\w.~%-]{16,512}@/giu,
  },
  {
    name: 'url-credentials',
    hints: ['%3a%2f%2f'],
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{0,30}%3a%2f%2f)[\w.~%-]{0,512}?%40/giu,
  },
  {
    name: 'url-credentials',
    hints: ['jdbc:oracle'],
    pattern: /(?<keep>\bjdbc:oracle:\w{1,16}:[^\s/@]{0,100}\/)[^\s@]{1,256}@/giu,
  },
  // go-sql-driver/mysql: user:password@protocol(address)/database
  {
    name: 'url-credentials',
    hints: ['tcp(', 'udp(', 'unix('],
    pattern: /(?<keep>[\w.-]:)[^\s@:/]{1,200}@(?=(?:tcp|udp|unix)\()/giu,
  },
  // .pgpass: host:port:database:user:password
  { name: 'pgpass', pattern: /(?<keep>:(?:\d{2,5}|\*):[\w*.-]{1,63}:[\w*.-]{1,63}:)\S{6,}/gu },
];
