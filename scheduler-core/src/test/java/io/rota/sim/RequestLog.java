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
package io.rota.sim;

import io.rota.internal.state.ExecutionRecord;
import io.rota.registry.Transaction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which runs somebody asked for, and which of these requests are still open. */
final class RequestLog {

    // Kept for ten minutes if its author died, and cleared away at a reconciliation.
    private static final long KEPT_MILLIS = 15 * 60_000;

    /**
     * One request.
     *
     * @param items those that it is about, empty if all
     */
    record Asked(String job, String name, long atMillis, Set<Integer> items) {

        /** The fire that its name says. */
        long fire() {
            return Long.parseLong(name.replace("-part", ""));
        }

        boolean concerns(int item) {
            return items.isEmpty() || items.contains(item);
        }
    }

    private final SimWorld world;
    private final Map<String, Asked> open = new TreeMap<>();
    private final Map<String, Asked> all = new TreeMap<>();

    RequestLog(SimWorld world) {
        this.world = world;
    }

    /** A node below requests has changed; tells the request that was cleared away, if that is what happened. */
    Optional<Asked> changed(String job, String name, Transaction.Op op) {
        String key = job + "/" + name;
        if (op instanceof Transaction.Create create && name.matches("\\d{1,18}(-part)?")) {
            Asked asked =
                    new Asked(job, name, world.millis(), name.endsWith("-part") ? items(create.data()) : Set.of());
            open.put(key, asked);
            all.put(key, asked);
            world.trace("registry", "request", create.path(), create.data());
        } else if (op instanceof Transaction.Set set
                && name.endsWith("-part")
                && !set.data().matches(".*\\d")) {
            // Nobody knows any more what was asked for.
            open.remove(key);
        } else if (op instanceof Transaction.Delete) {
            return Optional.ofNullable(open.remove(key));
        }
        return Optional.empty();
    }

    private static Set<Integer> items(String text) {
        Set<Integer> items = new HashSet<>();
        Arrays.stream(text.substring(text.indexOf(' ') + 1).split(","))
                .map(Integer::valueOf)
                .forEach(items::add);
        return items;
    }

    /** Whether a claim answers a request for the item. */
    boolean isRequested(String job, int item, ExecutionRecord.Claim claim) {
        Asked asked = all.get(job + "/" + claim.request());
        return asked != null && asked.concerns(item);
    }

    /** When a request was made. */
    long atMillis(String job, String name) {
        Asked asked = all.get(job + "/" + name);
        return asked == null ? 0 : asked.atMillis();
    }

    /**
     * What waits although its moment has come. A request made while the registry's clock was ahead has a fire that is still to
     * come, and so have those that were made after it.
     */
    List<Asked> overdue() {
        return open.values().stream()
                .filter(asked -> asked.fire() <= world.millis())
                .toList();
    }

    /** Whether a request may still be there although nothing runs any more. */
    boolean mayRemain(String job, String name) {
        Asked asked = all.get(job + "/" + name);
        return asked != null && world.millis() - Math.max(asked.atMillis(), asked.fire()) < KEPT_MILLIS;
    }
}
