import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A moment to the millisecond, in UTC. */
export const moment = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Raw bytes: ciphertexts, digests and blind indexes. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
});
