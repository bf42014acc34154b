/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.bootstrap;

import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the engine and the operations beside it share one session, because a registry center may serve one listener only.
 * On the loop, except that the first listener may be added before there is anything to hear.
 */
final class SessionRelay implements RegistryListener {

    private final List<RegistryListener> listeners = new ArrayList<>();
    private @Nullable RegistrySession session;
    private boolean suspended;

    /** Adds a listener and brings it up to date. */
    void add(RegistryListener listener) {
        listeners.add(listener);
        if (session != null) {
            listener.sessionOpened(session);
            if (suspended) {
                listener.sessionSuspended(session);
            }
        }
    }

    void remove(RegistryListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void sessionOpened(RegistrySession opened) {
        session = opened;
        suspended = false;
        tell(listener -> listener.sessionOpened(opened));
    }

    @Override
    public void sessionSuspended(RegistrySession which) {
        suspended = true;
        tell(listener -> listener.sessionSuspended(which));
    }

    @Override
    public void sessionResumed(RegistrySession which) {
        suspended = false;
        tell(listener -> listener.sessionResumed(which));
    }

    @Override
    public void sessionLost(RegistrySession lost) {
        session = null;
        tell(listener -> listener.sessionLost(lost));
    }

    private void tell(Consumer<RegistryListener> news) {
        // A copy: who is told may leave.
        List.copyOf(listeners).forEach(news);
    }
}
