interface Disk {
  readonly name: string;
  readonly status: string | null;
}

/** Whether parity could stand in for a lost disk; null where the disks do not tell. A second slot is empty on most arrays. */
export function isParityValid(disks: readonly Disk[]): boolean | null {
  const parity = disks.filter(({ name }) => /^parity\d*$/.test(name));
  if (parity.length === 0 || parity.some(({ status }) => status === null)) return null;
  const assigned = parity.filter(({ status }) => status !== 'DISK_NP');
  return assigned.length > 0 && assigned.every(({ status }) => status === 'DISK_OK');
}
