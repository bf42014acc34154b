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
package io.rota.internal.engine;

import io.rota.env.EventLoop;
import io.rota.internal.claim.ClaimResult;
import io.rota.internal.claim.FireClaims;
import io.rota.internal.engine.LocalItem.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records how the runs of one board's items ended, those that end close together in one transaction. On the loop. */
final class EndRecorder {

    private static final Logger log = LoggerFactory.getLogger(EndRecorder.class);

    private final EngineContext context;
    private final String jobName;
    private final FireClaims claims;
    private final ItemBoard board;
    private EventLoop.@Nullable Timer timer;

    EndRecorder(EngineContext context, String jobName, FireClaims claims, ItemBoard board) {
        this.context = context;
        this.jobName = jobName;
        this.claims = claims;
        this.board = board;
    }

    /** Records what has ended: at once if nothing else of the job is still running here, else after a short wait. */
    void record() {
        if (board.in(Phase.ENDED).isEmpty()) {
            return;
        }
        if (board.mayStart() && !board.in(Phase.RUNNING).isEmpty()) {
            if (timer == null) {
                long wait = TimeUnit.MILLISECONDS.toNanos(Limits.END_WAIT_MILLIS);
                timer = context.env().loop().schedule(wait, this::recordNow);
            }
        } else {
            recordNow();
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void recordNow() {
        cancel();
        List<LocalItem> ended = board.in(Phase.ENDED);
        for (int from = 0; from < ended.size(); from += Limits.ITEMS_PER_TRANSACTION) {
            record(ended.subList(from, Math.min(ended.size(), from + Limits.ITEMS_PER_TRANSACTION)), true);
        }
    }

    private void record(List<LocalItem> ended, boolean withMarks) {
        List<FireClaims.End> ends = new ArrayList<>();
        for (LocalItem item : ended) {
            item.phase = Phase.WRITING;
            ends.add(item.end());
        }
        claims.end(ends, withMarks, result -> {
            if (!board.isOver()) {
                answered(ended, withMarks, result);
            }
        });
    }

    private void answered(List<LocalItem> ended, boolean withMarks, ClaimResult result) {
        boolean conflict = result.status() == ClaimResult.Status.STALE
                || result.status() == ClaimResult.Status.LEFTOVER
                || result.status() == ClaimResult.Status.UNWANTED;
        if (conflict && ended.size() > 1) {
            // One of them spoils it for all: each on its own finds out.
            ended.forEach(item -> record(List.of(item), withMarks));
            return;
        }
        switch (result.status()) {
            case HELD -> {
                for (int i = 0; i < ended.size(); i++) {
                    LocalItem item = ended.get(i);
                    item.end = null;
                    item.hold(result.records().get(i));
                    item.phase = Phase.READY;
                    item.leftover = false;
                }
                board.workSoon();
            }
            // Somebody removed the node that shows the item running.
            case LEFTOVER -> record(ended, false);
            case UNWANTED -> {
                ended.get(0).end = ended.get(0).end().unreported();
                record(ended, withMarks);
            }
            case STALE -> {
                taken(ended.get(0));
                board.workSoon();
            }
            case UNKNOWN -> ended.forEach(item -> board.failed(item, "the answer to an end was lost"));
            case SESSION_LOST -> {
                // The session's end is reported on its own and takes everything here with it.
            }
        }
    }

    private void taken(LocalItem item) {
        log.warn(
                "job '{}', item {}: the end of its run was not recorded, because its record was changed by somebody else"
                        + " meanwhile.",
                jobName,
                item.item);
        item.end = null;
        item.phase = Phase.UNREAD;
    }
}
