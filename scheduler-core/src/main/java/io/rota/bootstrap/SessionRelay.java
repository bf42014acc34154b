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
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the engine and the operations beside it share one session, because a registry center may serve one listener only.
 * On the loop, except that the first listener may be added before there is anything to hear.
 */
final class SessionRelay implements RegistryListener {

    private final UnaryOperator<RegistrySession> view;
    private final List<RegistryListener> listeners = new ArrayList<>();
    private @Nullable RegistrySession session;
    private boolean suspended;

    /**
     * @param view what the listeners are to see of a session
     */
    SessionRelay(UnaryOperator<RegistrySession> view) {
        this.view = view;
    }

    /** Whether there is a session, and the registry answers. */
    boolean isConnected() {
        return session != null && !suspended;
    }

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
        RegistrySession seen = view.apply(opened);
        session = seen;
        suspended = false;
        tell(listener -> listener.sessionOpened(seen));
    }

    @Override
    public void sessionSuspended(RegistrySession which) {
        suspended = true;
        tellOf(which, RegistryListener::sessionSuspended);
    }

    @Override
    public void sessionResumed(RegistrySession which) {
        suspended = false;
        tellOf(which, RegistryListener::sessionResumed);
    }

    @Override
    public void sessionLost(RegistrySession lost) {
        RegistrySession seen = seen(lost);
        session = null;
        tell(listener -> listener.sessionLost(seen));
    }

    private void tellOf(RegistrySession which, BiConsumer<RegistryListener, RegistrySession> news) {
        RegistrySession seen = seen(which);
        tell(listener -> news.accept(listener, seen));
    }

    /** A center has one session at a time. */
    private RegistrySession seen(RegistrySession which) {
        return Objects.requireNonNullElse(session, which);
    }

    private void tell(Consumer<RegistryListener> news) {
        // A copy: who is told may leave.
        List.copyOf(listeners).forEach(news);
    }
}
