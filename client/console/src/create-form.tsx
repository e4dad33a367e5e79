import { useEffect, useId, useState, type FormEvent } from 'react';
import { ApiError, createSession, listImages } from 'gam-sessions-client';
import { sessionHref } from './route.js';
import { inWords } from './use-sessions.js';

export function CreateForm({ onCreated }: { onCreated: () => void }) {
  const id = useId();
  const [images, setImages] = useState<{ name: string; isDefault: boolean }[]>([]);
  const [name, setName] = useState('');
  const [image, setImage] = useState('');
  const [minutes, setMinutes] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const abort = new AbortController();
    listImages(abort.signal).then(
      found => {
        setImages(found);
        setImage(current => current || (found.find(i => i.isDefault)?.name ?? ''));
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFault(inWords(error));
      });
    return () => abort.abort();
  }, []);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setFault(undefined);
    try {
      const { session } = await createSession(name, image || undefined, minutes ? { maxMinutes: Number(minutes) } : undefined);
      setName('');
      location.hash = sessionHref(session.id);
    } catch (error) {
      const fields = error instanceof ApiError && error.errors ? ` ${Object.values(error.errors).flat().join(' ')}` : '';
      setFault(inWords(error) + fields);
    } finally {
      setIsBusy(false);
      onCreated();
    }
  };

  return (
    <form className="row" aria-label="Create a session" onSubmit={event => void create(event)}>
      <label htmlFor={`${id}n`}>Name</label>
      <input id={`${id}n`} required maxLength={100} autoComplete="off" value={name} onChange={event => setName(event.target.value)} />
      <label htmlFor={`${id}i`}>Image</label>
      <select id={`${id}i`} value={image} onChange={event => setImage(event.target.value)}>
        {images.map(one => <option key={one.name}>{one.name}</option>)}
      </select>
      <label htmlFor={`${id}l`}>Life in minutes</label>
      <input id={`${id}l`} type="number" min={1} max={525600} placeholder="as allowed" value={minutes} onChange={event => setMinutes(event.target.value)} />
      <button type="submit" disabled={isBusy}>{isBusy ? 'Creating…' : 'Create'}</button>
      {isBusy && <p role="status">The session is starting.</p>}
      {fault && <p role="alert" className="fault">{fault}</p>}
    </form>
  );
}
