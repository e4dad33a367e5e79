import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { ApiError, deleteFile, downloadFile, listFiles, uploadFile, type SessionFile } from 'gam-sessions-client';
import { save } from './save.js';
import { inWords } from './use-sessions.js';

export function Files({ id, disabled }: { id: string; disabled: boolean }) {
  const field = useId();
  const [files, setFiles] = useState<SessionFile[]>();
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState<string>();
  const [isOffered, setIsOffered] = useState(true);
  const chosen = useRef<HTMLInputElement>(null);

  const refresh = useCallback(async (signal?: AbortSignal) => {
    try {
      setFiles(await listFiles(id, signal));
    } catch (error) {
      // A host of an earlier version has no files to offer.
      if (error instanceof ApiError && error.status === 404) setIsOffered(false);
      // Right after a start or an end the runner may not answer: the list is looked at again on demand.
      else if (!signal?.aborted && !(error instanceof ApiError && error.retryable)) setFault(inWords(error));
    }
  }, [id]);

  useEffect(() => {
    if (disabled) return undefined;
    const abort = new AbortController();
    void refresh(abort.signal);
    return () => abort.abort();
  }, [refresh, disabled]);

  const attempt = async (action: () => Promise<string>) => {
    setFault(undefined);
    try {
      const done = await action();
      await refresh();
      setSaid(done);
    } catch (error) {
      setFault(inWords(error));
    }
  };

  const upload = () => attempt(async () => {
    const picked = [...(chosen.current?.files ?? [])];
    for (const file of picked) await uploadFile(id, file.name, file);
    if (chosen.current) chosen.current.value = '';
    return `Uploaded ${picked.map(f => f.name).join(', ')}`;
  });
  const download = (path: string) => attempt(async () => {
    save(await (await downloadFile(id, path)).blob(), path.split('/').at(-1) ?? path);
    return `Downloaded ${path}`;
  });
  const remove = (path: string) => attempt(async () => {
    await deleteFile(id, path);
    return `Removed ${path}`;
  });

  if (!isOffered) return null;
  return (
    <section aria-label="Files">
      <h3>Files</h3>
      <form className="row" onSubmit={event => {
        event.preventDefault();
        void upload();
      }}>
        <label htmlFor={field}>Upload to the work folder</label>
        <input id={field} ref={chosen} type="file" multiple required disabled={disabled} />
        <button type="submit" disabled={disabled}>Upload</button>
        <button type="button" disabled={disabled} onClick={() => void attempt(async () => 'List refreshed')}>Refresh files</button>
      </form>
      <p role="status" className="faint">{said}</p>
      {fault && <p role="alert" className="fault">{fault}</p>}
      {files?.length === 0 && <p className="faint">The work folder is empty.</p>}
      <ul>
        {files?.map(file => (
          <li key={file.path} className="row">
            <span>{file.path}</span><span className="faint">{sizeText(file.size)}</span>
            <button type="button" disabled={disabled} aria-label={`Download ${file.path}`} onClick={() => void download(file.path)}>Download</button>
            <button type="button" disabled={disabled} aria-label={`Remove ${file.path}`} onClick={() => void remove(file.path)}>Remove</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
