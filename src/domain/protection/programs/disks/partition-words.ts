export const TABLE = 'Changes the partition table of {target}: partitions and what is in them may be lost.';
