export {
  type Limiter,
  openLimiter,
  type Quota,
  type Subject,
} from './limiter.ts';
