'use strict';
// The machine that the program finds in a browser or in node: WASI's calls over files in a Map, a clock, two streams and no more.
//
//     const machine = new Machine(files, { args, env, print(stream, line), renamed(path, bytes), opened(path) });
//     const instance = await WebAssembly.instantiate(module, { ...machine.imports, browser });
//     machine.memory = instance.exports.memory;
const ERRNO = { badFile: 8, exists: 20, invalid: 28, isFolder: 31, none: 44, notFolder: 54, notSupported: 58, seekPipe: 70 };
const FOLDER = 3, FILE = 4;

class Exit extends Error {
  constructor(code) { super('exit ' + code); this.code = code; }
}

class Machine {
  constructor(files, { args = ['attend'], env = {}, print = () => {}, renamed = () => {}, opened = () => {}, threw = () => {} } = {}) {
    Object.assign(this, { files, args, env, print, renamed, opened, threw, memory: null, next: 4 });
    this.open = new Map([[0, { stream: 0 }], [1, { stream: 1, rest: [] }], [2, { stream: 2, rest: [] }], [3, { path: '/', folder: true }]]);
    const calls = {};
    for (const name of Object.getOwnPropertyNames(Machine.prototype))
      if (/^(args|environ|clock|fd|path|random|proc|poll|sched)_/.test(name)) calls[name] = this[name].bind(this);
    this.imports = { wasi_snapshot_preview1: calls };
  }

  // --- memory
  get view() { return new DataView(this.memory.buffer); }
  bytes(at, size) { return new Uint8Array(this.memory.buffer, at, size); }
  text(at, size) { return new TextDecoder().decode(this.bytes(at, size).slice()); }
  u32(at, value) { this.view.setUint32(at, value, true); return 0; }
  strings(list, pointers, at) {
    for (const one of list) {
      const b = new TextEncoder().encode(one + '\0');
      this.u32(pointers, at);
      this.bytes(at, b.length).set(b);
      pointers += 4;
      at += b.length;
    }
    return 0;
  }
  sizes(list, count, size) {
    this.u32(count, list.length);
    return this.u32(size, list.reduce((n, one) => n + new TextEncoder().encode(one).length + 1, 0));
  }
  get environment() { return Object.entries(this.env).map(([name, value]) => name + '=' + value); }
  args_sizes_get(count, size) { return this.sizes(this.args, count, size); }
  args_get(pointers, at) { return this.strings(this.args, pointers, at); }
  environ_sizes_get(count, size) { return this.sizes(this.environment, count, size); }
  environ_get(pointers, at) { return this.strings(this.environment, pointers, at); }

  // --- paths: a folder is there when a file lies in it
  path(folder, at, size) {
    const base = this.open.get(folder).path, parts = [];
    for (const part of (base + '/' + this.text(at, size)).split('/'))
      if (part === '..') parts.pop();
      else if (part && part !== '.') parts.push(part);
    return '/' + parts.join('/');
  }
  isFolder(path) {
    const inside = path === '/' ? '/' : path + '/';
    for (const name of this.files.keys()) if (name.startsWith(inside)) return true;
    return path === '/';
  }
  entries(folder) {
    const inside = folder === '/' ? '/' : folder + '/', all = new Map();
    for (const name of this.files.keys()) {
      if (!name.startsWith(inside)) continue;
      const rest = name.slice(inside.length), slash = rest.indexOf('/');
      all.set(slash < 0 ? rest : rest.slice(0, slash), slash < 0 ? FILE : FOLDER);
    }
    return [...all];
  }
  stat(at, type, size) {
    this.bytes(at, 64).fill(0);
    this.view.setUint8(at + 16, type);
    this.view.setBigUint64(at + 24, 1n, true);
    this.view.setBigUint64(at + 32, BigInt(size), true);
    return 0;
  }

  // --- open files
  fd_prestat_get(fd, at) {
    if (fd !== 3) return ERRNO.badFile;
    this.view.setUint8(at, 0);
    return this.u32(at + 4, 1);
  }
  fd_prestat_dir_name(fd, at) { this.bytes(at, 1)[0] = 47; return 0; }
  fd_fdstat_get(fd, at) {
    const file = this.open.get(fd);
    if (!file) return ERRNO.badFile;
    this.bytes(at, 24).fill(0);
    this.view.setUint8(at, file.stream !== undefined ? 2 : file.folder ? FOLDER : FILE);
    this.view.setBigUint64(at + 8, ~0n, true);
    this.view.setBigUint64(at + 16, ~0n, true);
    return 0;
  }
  fd_fdstat_set_flags() { return 0; }
  fd_filestat_get(fd, at) {
    const file = this.open.get(fd);
    return file ? this.stat(at, file.folder ? FOLDER : FILE, file.size || 0) : ERRNO.badFile;
  }
  path_filestat_get(fd, flags, name, size, at) {
    const path = this.path(fd, name, size);
    this.opened(path);
    const bytes = this.files.get(path);
    if (bytes) return this.stat(at, FILE, bytes.length);
    return this.isFolder(path) ? this.stat(at, FOLDER, 0) : ERRNO.none;
  }
  path_open(fd, dirflags, name, size, flags, rights, inheriting, fdflags, at) {
    const [create, folder, exclusive, truncate] = [1, 2, 4, 8].map(bit => flags & bit), path = this.path(fd, name, size);
    this.opened(path);
    const bytes = this.files.get(path);
    let file;
    if (bytes && exclusive) return ERRNO.exists;
    if (bytes && folder) return ERRNO.notFolder;
    if (bytes) file = { path, bytes, size: truncate ? 0 : bytes.length, at: 0, changed: !!truncate };
    else if (this.isFolder(path)) file = { path, folder: true };
    else if (create) file = { path, bytes: new Uint8Array(1024), size: 0, at: 0, changed: true };
    else return ERRNO.none;
    this.open.set(this.next, file);
    return this.u32(at, this.next++);
  }
  fd_close(fd) {
    const file = this.open.get(fd);
    if (!file) return ERRNO.badFile;
    if (file.changed) this.files.set(file.path, file.bytes.slice(0, file.size));
    this.open.delete(fd);
    return 0;
  }
  vectors(at, count) {
    const view = this.view, all = [];
    for (let i = 0; i < count; i++) all.push([view.getUint32(at + 8 * i, true), view.getUint32(at + 8 * i + 4, true)]);
    return all;
  }
  fd_read(fd, at, count, got) {
    const file = this.open.get(fd);
    let read = 0;
    if (!file) return ERRNO.badFile;
    if (file.folder) return ERRNO.isFolder;
    for (const [to, room] of file.bytes ? this.vectors(at, count) : []) {
      const part = Math.max(0, Math.min(room, file.size - file.at));
      this.bytes(to, part).set(file.bytes.subarray(file.at, file.at + part));
      file.at += part;
      read += part;
    }
    return this.u32(got, read);
  }
  fd_write(fd, at, count, put) {
    const file = this.open.get(fd);
    let written = 0;
    if (!file || file.folder) return ERRNO.badFile;
    for (const [from, size] of this.vectors(at, count)) {
      const part = this.bytes(from, size);
      if (file.stream !== undefined) this.say(file, part);
      else this.append(file, part);
      written += size;
    }
    return this.u32(put, written);
  }
  say(file, part) {
    for (const byte of part) {
      if (byte !== 10) { file.rest.push(byte); continue; }
      this.print(file.stream, new TextDecoder().decode(Uint8Array.from(file.rest)));
      file.rest = [];
    }
  }
  append(file, part) {
    const end = file.at + part.length;
    if (end > file.bytes.length || !file.changed) {
      const more = new Uint8Array(Math.max(2 * file.bytes.length, end));
      more.set(file.bytes.subarray(0, file.size));
      file.bytes = more;
    }
    file.bytes.set(part, file.at);
    file.at = end;
    file.size = Math.max(file.size, end);
    file.changed = true;
  }
  fd_seek(fd, by, from, at) {
    const file = this.open.get(fd);
    if (!file || !file.bytes) return file && file.stream !== undefined ? ERRNO.seekPipe : ERRNO.badFile;
    file.at = Number(by) + (from === 1 ? file.at : from === 2 ? file.size : 0);
    this.view.setBigUint64(at, BigInt(file.at), true);
    return 0;
  }
  fd_tell(fd, at) { return this.fd_seek(fd, 0n, 1, at); }
  fd_readdir(fd, to, room, cookie, at) {
    const file = this.open.get(fd);
    if (!file || !file.folder) return ERRNO.badFile;
    const all = this.entries(file.path);
    let used = 0;
    for (let i = Number(cookie); i < all.length && used < room; i++) {
      const name = new TextEncoder().encode(all[i][0]), entry = new Uint8Array(24 + name.length), view = new DataView(entry.buffer);
      view.setBigUint64(0, BigInt(i + 1), true);
      view.setBigUint64(8, BigInt(i + 1), true);
      view.setUint32(16, name.length, true);
      view.setUint8(20, all[i][1]);
      entry.set(name, 24);
      const part = Math.min(entry.length, room - used);
      this.bytes(to + used, part).set(entry.subarray(0, part));
      used += part;
    }
    return this.u32(at, used);
  }
  path_rename(fd, from, fromSize, toFd, to, toSize) {
    const old = this.path(fd, from, fromSize), path = this.path(toFd, to, toSize), bytes = this.files.get(old);
    if (!bytes) return ERRNO.none;
    this.files.delete(old);
    this.files.set(path, bytes);
    this.renamed(path, bytes);
    return 0;
  }
  path_unlink_file(fd, at, size) { return this.files.delete(this.path(fd, at, size)) ? 0 : ERRNO.none; }
  path_create_directory() { return 0; }
  path_remove_directory() { return 0; }
  path_readlink() { return ERRNO.invalid; }
  fd_advise() { return 0; }
  fd_sync() { return 0; }
  fd_pread() { return ERRNO.notSupported; }
  fd_filestat_set_size() { return ERRNO.notSupported; }

  // --- the rest
  clock_time_get(id, precision, at) {
    const ms = id === 0 ? Date.now() : performance.now();
    this.view.setBigUint64(at, BigInt(Math.round(ms * 1e6)), true);
    return 0;
  }
  clock_res_get(id, at) { this.view.setBigUint64(at, 1000n, true); return 0; }
  random_get(at, size) { this.bytes(at, size).fill(4); return 0; } // what must be the same everywhere draws from no dice
  proc_exit(code) { throw new Exit(code); }
  poll_oneoff() { return ERRNO.notSupported; }
  sched_yield() { return 0; }
}

// A pack: the size of its index, the index as JSON [[path, size], …], the bytes one after the other.
function unpack(pack) {
  const size = new DataView(pack.buffer, pack.byteOffset).getUint32(0, true), files = new Map();
  let at = 4 + size;
  for (const [path, bytes] of JSON.parse(new TextDecoder().decode(pack.subarray(4, at)))) {
    files.set(path, pack.subarray(at, at + bytes));
    at += bytes;
  }
  return files;
}

if (typeof module !== 'undefined') module.exports = { Machine, Exit, unpack };
