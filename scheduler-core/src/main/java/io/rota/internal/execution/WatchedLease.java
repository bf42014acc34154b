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
package io.rota.internal.execution;

import io.rota.api.LeaseView;
import io.rota.env.Env;
import io.rota.env.PendingActions;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease as one run sees it, with what its code wants done when the lease ends. On any thread, except where stated. */
final class WatchedLease implements LeaseView {

    /** Wishes of one run at the same time; a run has a few connections to close, not hundreds. */
    static final int ACTIONS_MAX = 100;

    private static final Logger log = LoggerFactory.getLogger(WatchedLease.class);

    private final Env env;
    private final LeaseView lease;
    private final String of;
    private final PendingActions actions = new PendingActions(ACTIONS_MAX);

    /**
     * @param of names the run, for the log
     */
    WatchedLease(Env env, LeaseView lease, String of) {
        this.env = env;
        this.lease = lease;
        this.of = of;
    }

    @Override
    public Duration remaining() {
        return lease.remaining();
    }

    @Override
    public Registration onLost(Runnable action) {
        PendingActions.Withdrawal added = actions.add(action);
        // Asked after it was added: whoever tells of the end either finds it in the list, or told before this question.
        if (remaining().isZero() && added.withdraw()) {
            perform(List.of(action));
        }
        return added::withdraw;
    }

    /** The lease may have ended: then does what is wished, on a thread of its own. On the loop. */
    void check() {
        List<Runnable> due = remaining().isZero() ? actions.takeAll() : List.of();
        if (!due.isEmpty()) {
            try {
                env.workers().start(() -> perform(due));
            } catch (RuntimeException | Error e) {
                log.error("No thread for what {} wants done at the end of its lease; it is not done", of, e);
            }
        }
    }

    /** The run has ended: nothing of it is wished any more. */
    void close() {
        actions.close();
    }

    private void perform(List<Runnable> due) {
        for (Runnable action : due) {
            try {
                action.run();
            } catch (Throwable e) {
                log.error("What {} wants done at the end of its lease failed", of, e);
            }
        }
    }
}
