/** Interfaces by which nobody comes in from afar. */
export const SIDE_INTERFACE =
  /^(lo|dummy\d*|veth\w*|docker\d*|br-[0-9a-f]{12}|cni\w*|flannel[\w.]*|vnet\d*|tap\d*|virbr\d*|fwbr\w*|fwpr\w*|fwln\w*|test\w*|cali\w*)(@.*)?$/;

export const SAFE = { targetKind: 'interface', targetClass: 'ordinary' } as const;

export const WAY = { targetKind: 'interface', targetClass: 'critical' } as const;
