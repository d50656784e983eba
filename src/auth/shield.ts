import { createRequire } from 'node:module';

/**
 * graphql-shield and graphql-middleware, loaded as CommonJS: shield imports `isUndefined` from
 * `node:util`, which Node 23 removed, so its ES module no longer links. Its CommonJS form looks the
 * function up when a chain of rules runs, and finds the one put back here.
 */
const require = createRequire(import.meta.url);
const util: { isUndefined?: (value: unknown) => boolean } = require('node:util');
util.isUndefined ??= (value) => value === undefined;

export const {
  shield,
  rule,
  and,
  or,
  not,
  allow,
  deny,
}: typeof import('graphql-shield') = require('graphql-shield');

export const { applyMiddleware }: typeof import('graphql-middleware') =
  require('graphql-middleware');
