import type { DefaultContext, Middleware, ParameterizedContext } from 'koa';
import type { Actor } from '../operations/context.js';
import type { Logger } from '../platform/log/logger.js';
import type { Route } from './route.js';

/** What the middlewares of one request hand on to each other. */
export interface ApiState<Services = never> {
  correlationId: string;
  log: Logger;
  startedAt: number;
  route?: Route<Services>;
  params: Readonly<Record<string, string>>;
  actor?: Actor;
  /** Set when the error answer is one of ours to explain: kept for the access log. */
  problemCode?: string;
}

export type ApiContext<Services = never> = ParameterizedContext<ApiState<Services>, DefaultContext>;
export type ApiMiddleware<Services = never> = Middleware<ApiState<Services>, DefaultContext>;
