export {
  type Limiter,
  type LimiterOptions,
  openLimiter,
  type Quota,
  type Subject,
} from './limiter.ts';
