import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'gam-sessions-client/terminal.css';
import './console.css';
import { Console } from './console.js';
import './api.js';

createRoot(document.getElementById('root')!).render(<StrictMode><Console /></StrictMode>);
