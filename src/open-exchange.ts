import { connectorFollowers, expireTransfers, openSource } from './connector/index.ts';
import { ensureManager, exchangeFollowers, expireExchanges } from './exchange/index.ts';
import { type Courier, destroyRetiredKeys, forgetInbox, openCourier } from './message/index.ts';
import type { PeriodicTask } from './periodic.ts';
import type { Platform } from './platform.ts';

/** This server's part in exchanges: sending what lies in its outbox, and ending what is overdue. */
export interface OpenExchange {
  readonly tasks: PeriodicTask[];
  /** Begins to send: once the server listens, so that it can be answered. */
  start(): void;
  close(): Promise<void>;
}

/** Opens it for the manager or for a connector, as the configuration says. */
export async function openExchange(platform: Platform): Promise<OpenExchange> {
  const { database, config } = platform;
  const isManager = config.role === 'manager';
  if (isManager) await ensureManager(platform);
  const followers = isManager
    ? exchangeFollowers
    : connectorFollowers(platform, await openSource(platform));
  let courier: Courier | undefined;
  return {
    tasks: [
      {
        name: 'end exchanges that are overdue',
        everyMs: 5_000,
        run: (signal) =>
          isManager ? expireExchanges(platform, signal) : expireTransfers(platform),
      },
      {
        name: 'forget messages and retired keys',
        everyMs: 60_000,
        async run() {
          await forgetInbox(database.db);
          await destroyRetiredKeys(database.db);
        },
      },
    ],
    start() {
      courier = openCourier(platform, followers);
    },
    async close() {
      await courier?.close();
    },
  };
}
