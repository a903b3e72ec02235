import { z } from 'zod';

const counter = z.string().regex(/^\d{1,20}$/);

const filesystemSchema = z.object({
  mountpoint: z.string(),
  device: z.string(),
  type: z.string(),
  readOnly: z.boolean(),
  /** Bytes as decimal text: pools beyond 8 PiB exceed a JavaScript number. */
  sizeBytes: counter,
  usedBytes: counter,
  /** To ordinary users: without what is kept for root. */
  availableBytes: counter,
  /** Absent where the filesystem has no fixed number of inodes (Btrfs, vfat). */
  inodes: z.object({ total: counter, used: counter }).optional(),
});

export const filesystemFactsSchema = z.object({
  filesystems: z.array(filesystemSchema),
  /** Mounts of other machines: there, but not asked. */
  remote: z.array(z.object({ mountpoint: z.string(), device: z.string(), type: z.string() })),
});
export type FilesystemFacts = z.infer<typeof filesystemFactsSchema>;
export type Filesystem = FilesystemFacts['filesystems'][number];
export type RemoteMount = FilesystemFacts['remote'][number];
