import type { Part } from '../bench.ts';
import { measureBroadcast } from './live-broadcast.ts';
import { measureTargeted } from './live-targeted.ts';

/** From the commit to the clients. Events are withdrawals, made through another server. */
export const live: Part = {
  name: 'live',
  about: 'live events: CPU a delivery, memory a subscription, commit to client',
  async run(bench) {
    const targeted = await measureTargeted(bench);
    const broadcast = await measureBroadcast(bench);
    return {
      ratios: { ...targeted.ratios, ...broadcast.ratios },
      medians: { ...targeted.medians, ...broadcast.medians },
      remarks: broadcast.remarks,
    };
  },
};
