import type { EngineJson } from '../../../../src/domain/containers/recreation/engine-json.js';
import { planRecreation } from '../../../../src/domain/containers/recreation/plan-recreation.js';
import type { PlannedRecreation, RecreationRequest } from '../../../../src/domain/containers/recreation/recreation.js';

/** What of a container a test says; the rest is what an engine fills in. */
export interface Made {
  readonly config?: EngineJson;
  readonly hostConfig?: EngineJson;
  readonly mounts?: readonly EngineJson[];
  readonly networks?: EngineJson;
  readonly state?: string;
  readonly top?: EngineJson;
  /** `Config` of the images; the new one's default is the old one's. */
  readonly oldImage?: EngineJson;
  readonly newImage?: EngineJson;
  readonly platform?: EngineJson;
  readonly newPlatform?: EngineJson;
  readonly engine?: Partial<RecreationRequest['engine']>;
  readonly request?: Partial<RecreationRequest>;
}

export const ID = 'c11b954b3a776840fe91817cfc4465939bf8eb2cc2f7f4a923c89d8ce1f507cf';
export const SHORT = 'c11b954b3a77';
export const OTHER_ID = 'b9cc28ac8d6c66b9dfe232624b09f678815b6f36a1f68c0a0eb7f1ba26aec43e';
const AMD64 = { Os: 'linux', Architecture: 'amd64' };

export const endpoint = (over: EngineJson = {}): EngineJson => ({
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  NetworkID: '',
  IPAddress: '',
  MacAddress: '',
  DriverOpts: null,
  ...over,
});

export function requestFor(made: Made): RecreationRequest {
  const oldImage = made.oldImage ?? {};
  return {
    container: {
      Id: ID,
      Name: '/web',
      Image: 'sha256:old',
      State: { Status: made.state ?? 'running' },
      Config: { Hostname: SHORT, Image: 'app:1', ...oldImage, ...made.config },
      HostConfig: { NetworkMode: 'default', ...made.hostConfig },
      Mounts: made.mounts ?? [],
      NetworkSettings: { Networks: made.networks ?? { bridge: endpoint() } },
      ...made.top,
    },
    oldImage: { Id: 'sha256:old', ...AMD64, ...made.platform, Config: oldImage },
    newImage: { Id: 'sha256:new', ...AMD64, ...made.platform, ...made.newPlatform, Config: made.newImage ?? oldImage },
    imageReference: 'app:1',
    name: 'web.mw-12345678',
    runId: null,
    renames: {},
    ...made.request,
    engine: { runtime: 'docker', apiVersion: '1.41', cgroupVersion: 1, containerdImageStore: false, ...made.engine },
  };
}

export interface Planned {
  readonly plan: PlannedRecreation;
  /** The create body: Config fields, without the two below. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly host: Readonly<Record<string, unknown>>;
  readonly endpoints: Readonly<Record<string, unknown>>;
}

export function recreate(made: Made): Planned {
  const plan = planRecreation(requestFor(made));
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const { HostConfig, NetworkingConfig, ...config } = plan.create.body;
  const { EndpointsConfig = {} } = (NetworkingConfig ?? {}) as { readonly EndpointsConfig?: EngineJson };
  return { plan, config, host: HostConfig as EngineJson, endpoints: EndpointsConfig };
}

/** Codes of the problems; empty when it can be recreated. */
export function problemsOf(made: Made): readonly string[] {
  const plan = planRecreation(requestFor(made));
  return plan.ok ? [] : plan.problems.map(({ code }) => code);
}

export const PODMAN = { runtime: 'podman', apiVersion: '1.41' } as const;
export const CURRENT = { runtime: 'docker', apiVersion: '1.56', containerdImageStore: true } as const;
