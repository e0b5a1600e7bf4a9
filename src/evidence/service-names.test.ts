import { expect, it } from 'vitest';
import { governingService } from './service-names.ts';

it.each([
  ['db-0.db', { name: 'db', namespace: 'shop', qualified: false }],
  ['db-12.db.shop', { name: 'db', namespace: 'shop', qualified: false }],
  ['db-0.db.data.svc.cluster.local', { name: 'db', namespace: 'data', qualified: true }],
  ['db.db', undefined],
  ['db-0', undefined],
  ['web-1.example.com.', undefined],
])('%s is a name by %o', (host, service) => {
  expect(governingService(host, 'shop')).toEqual(service);
});
