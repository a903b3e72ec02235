import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { CallContext, Role } from '../operations/context.js';
import type { ErrorCode } from '../platform/errors/catalogue.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A JSON answer that passes through its schema: what the schema does not name does not leave the building. */
export interface JsonResponse {
  readonly status: number;
  readonly schema: z.ZodType;
  /** The handler gives JSON text that PostgreSQL made. It is sent as it is; only tests parse and check it. */
  readonly rawJson?: boolean;
  readonly contentType?: undefined;
  readonly description?: string;
}

/** Text, a file or a stream (`application/jsonl`, `text/html`, …). */
export interface TextResponse {
  readonly status: number;
  readonly contentType: string;
  readonly schema?: undefined;
  readonly rawJson?: undefined;
  readonly description?: string;
}

export interface EmptyResponse {
  readonly status: 204;
  readonly schema?: undefined;
  readonly rawJson?: undefined;
  readonly contentType?: undefined;
  readonly description?: string;
}

export type ResponseSpec = JsonResponse | TextResponse | EmptyResponse;

type BodyOf<R extends ResponseSpec> = R extends { rawJson: true }
  ? string
  : R extends { schema: infer S extends z.ZodType }
    ? z.input<S>
    : R extends { contentType: string }
      ? string | Buffer | Readable
      : undefined;

type Headers = Readonly<Record<string, string>>;

/** What a handler returns; `status` may be left out for the declaration's first response. */
export type ResultOf<R extends ResponseSpec> = R extends ResponseSpec
  ? (BodyOf<R> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<R> }) & {
      readonly status?: R['status'];
      readonly headers?: Headers;
    }
  : never;

/** An answer other than the declaration's first says so by its status. */
type OtherResultOf<R extends ResponseSpec> = R extends ResponseSpec
  ? ResultOf<R> & { readonly status: R['status'] }
  : never;

export interface HandleInput<Params, Query, Body, Services> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly context: CallContext;
  readonly services: Services;
  /** Version that If-Match demands, on `versioned` routes; give it to the operation. */
  readonly ifMatch: number | undefined;
}

export interface RouteFlags {
  /** Camel case, unique: the name in OpenAPI, logs and metrics. */
  readonly operationId: string;
  readonly method: Method;
  /** In OpenAPI's form: `/api/users/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** The domain; scopes of tokens name it too. */
  readonly tag: string;
  /** Who may call it: every role that includes this one. */
  readonly role: 'public' | Role;
  /** The route starts a workflow: 202, a Location, and Idempotency-Key honoured. */
  readonly starts?: 'workflow';
  /** Honours Idempotency-Key. Implied by `starts`. */
  readonly idempotent?: boolean;
  /** Honours If-Match and answers 412. */
  readonly versioned?: boolean;
  /** A POST that changes nothing (an assessment, a search), so that a viewer may call it. */
  readonly changesNothing?: boolean;
  /** Also for who was handed the right for a time; the operation looks up for what. */
  readonly delegable?: boolean;
  /** The answer holds a secret that is shown once: it is never stored for repetitions. */
  readonly secretResponse?: boolean;
  /** False keeps a route (an asset of /docs) out of the OpenAPI document. */
  readonly documented?: boolean;
  /** The errors this route gives beside those that its other fields imply. */
  readonly problems: readonly ErrorCode[];
}

/**
 * Conditional on purpose: only such a type is filled in with what the other fields have settled before the handler's
 * body is checked, so that `status: 202` stays 202 in there and `'ok'` stays 'ok'.
 */
type Handler<Input, R extends ResponseSpec, A extends ResponseSpec> = [R] extends [never]
  ? never
  : (input: Input) => Promise<ResultOf<R> | OtherResultOf<A>> | ResultOf<R> | OtherResultOf<A>;

export interface RouteDeclaration<
  Services,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends ResponseSpec,
  A extends ResponseSpec,
> extends RouteFlags {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** Further successful answers (200 for a resource that is there already, …). */
  readonly alternatives?: readonly A[];
  readonly handle: Handler<HandleInput<z.output<P>, z.output<Q>, z.output<B>, Services>, R, A>;
}

/** A declaration with its schemas settled; what OpenAPI, authorisation and validation read. */
export interface RouteInfo extends RouteFlags {
  readonly idempotent: boolean;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** Absent on GET only. */
  readonly body: z.ZodType | undefined;
  readonly responses: readonly ResponseSpec[];
}

export interface RouteResult {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Headers;
}

export interface Route<Services> extends RouteInfo {
  // A property, not a method: a route is only as generic as the services it needs.
  readonly handle: (input: HandleInput<unknown, unknown, unknown, Services>) => Promise<RouteResult> | RouteResult;
}
