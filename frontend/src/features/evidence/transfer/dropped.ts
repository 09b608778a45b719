export interface Dropped {
  files: File[]
  /** Files and folders that the system would not let us read. */
  unread: number
}

/** The files of a drop, those in dropped folders too; hidden files are left out. */
export async function dropped(data: DataTransfer): Promise<Dropped> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const { files, unread } = await all(entries)
  return { files: visible(files), unread }
}

/** Without what systems hide in folders. */
export const visible = (files: File[]): File[] => files.filter((file) => !file.name.startsWith('.') && file.name !== 'Thumbs.db')

async function filesOf(entry: FileSystemEntry): Promise<Dropped> {
  if (entry.isFile) return { files: [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))], unread: 0 }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const inside: FileSystemEntry[] = []
  // A directory reader gives its entries in portions and ends with an empty one.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    inside.push(...some)
  }
  return all(inside)
}

async function all(entries: FileSystemEntry[]): Promise<Dropped> {
  const read = await Promise.allSettled(entries.map(filesOf))
  const found = read.map((one) => (one.status === 'fulfilled' ? one.value : { files: [], unread: 1 }))
  return { files: found.flatMap((one) => one.files), unread: found.reduce((sum, one) => sum + one.unread, 0) }
}
