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
package io.rota.internal.cluster;

import io.rota.api.JobInstance;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.StoredRecord;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's repair pass over one job: removes what instances that are gone have left behind. On the loop.
 *
 * <p>Nothing of it can stop a job, because a run needs nothing but its execution record; it would mislead people and
 * tools, and grow. Each removal expects the version that was read, and one that fails is made up for by the next pass.
 */
public final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    // What older products keep below an item for a fail-over; nobody here reads it.
    private static final Set<String> FOREIGN_MARKS = Set.of("failover", "failovering", "misfire");

    private final JobStore store;
    private final JobPaths paths;
    // Servers without an instance at the last pass.
    private Set<String> idleServers = Set.of();

    public Reconciler(JobStore store) {
        this.store = store;
        paths = store.paths();
    }

    /** Looks through the job's tree once; whatever cannot be read now is left for the next pass. */
    public void pass() {
        store.instanceIds(ids -> {
            if (ids.isFound()) {
                Set<String> live = Set.copyOf(ids.value());
                servers(live);
            }
        });
        triggers();
        items();
    }

    /** A server goes when no instance was there for two passes, so that a restart does not make it flicker. */
    private void servers(Set<String> live) {
        Set<String> used =
                live.stream().map(id -> JobInstance.of(id).serverIp()).collect(Collectors.toSet());
        store.names(paths.servers(), names -> {
            if (!names.isFound()) {
                return;
            }
            Set<String> idle = new HashSet<>(names.value());
            idle.removeAll(used);
            idle.stream()
                    .filter(idleServers::contains)
                    .forEach(ip -> remove(
                            paths.server(ip),
                            text ->
                                    // An operator's mark outlives the server.
                                    !text.equals(JobStore.DISABLED)));
            idleServers = idle;
        });
    }

    private void triggers() {
        store.names(
                paths.triggers(),
                names -> orNone(names).forEach(id -> ifGone(id, () -> remove(paths.trigger(id), text -> true))));
    }

    private void items() {
        store.names(
                paths.sharding(),
                items -> orNone(items).stream()
                        .filter(item -> JobPaths.itemNumber(item).isPresent())
                        .map(item -> JobPaths.itemNumber(item).getAsInt())
                        .forEach(item -> store.names(paths.item(item), names -> {
                            for (String name : orNone(names)) {
                                if (name.equals("running")) {
                                    running(item);
                                } else if (FOREIGN_MARKS.contains(name)) {
                                    remove(paths.item(item) + "/" + name, text -> true);
                                }
                            }
                        })));
    }

    /** A mark goes with its instance, and when the item's record tells that this instance does not run it. */
    private void running(int item) {
        String path = paths.itemRunning(item);
        store.session().read(path, mark -> {
            if (mark.status() != ReadResult.Status.FOUND) {
                return;
            }
            String owner = mark.node().data();
            ifGone(owner, () -> remove(path, text -> text.equals(owner)));
            store.records(List.of(item), records -> {
                if (!records.isFound() || records.value().isEmpty()) {
                    return;
                }
                StoredRecord held = records.value().get(0);
                if (!held.record().isRunning() || !held.record().claim().owner().equals(owner)) {
                    // Whoever claims the item meanwhile makes a mark of his own.
                    removed(
                            path,
                            new Transaction()
                                    .check(paths.itemExecution(item), held.version())
                                    .delete(path, mark.node().version()));
                }
            });
        });
    }

    /** Looks after the mark was read: an instance that is gone by then never comes back. */
    private void ifGone(String id, Runnable action) {
        store.isAlive(id, alive -> {
            if (alive.isFound() && !alive.value()) {
                action.run();
            }
        });
    }

    private static List<String> orNone(Reply<List<String>> names) {
        return names.isFound() ? names.value() : List.of();
    }

    private void remove(String path, Predicate<String> condition) {
        store.session().read(path, read -> {
            if (read.status() == ReadResult.Status.FOUND
                    && condition.test(read.node().data())) {
                removed(path, new Transaction().delete(path, read.node().version()));
            }
        });
    }

    private void removed(String path, Transaction removal) {
        store.commit(removal, result -> log.debug("left-over {}: {}", path, result.status()));
    }
}
