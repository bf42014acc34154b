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

import io.rota.api.FireResult;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.Request;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Runs that somebody asks for.
 *
 * A request is a node under /job/requests whose name is its fire. The fires are strictly increasing, because the largest
 * one is kept in the parent and moved by compare-and-set, whatever the clocks of those who ask. An item runs those that
 * are larger than the last one in its record, one after the other, each once. So a request during a run waits, and none
 * is lost.
 *
 * A tool asks by a node under /job/trigger with the id of an instance. That instance turns it into a request for the
 * items that it has, in one transaction; from then on it does not matter whether the instance lives.
 *
 * What is made here is known without reading it: a change of a request that is not newer than its making, or of one that
 * was cleared away here, is no news.
 *
 * Each item's end puts a node with the outcome under the request, in the transaction that ends the item's record. Who
 * asked sees them, tells the caller when they are complete, and clears the request away. The leader clears away what an
 * author who died left behind.
 */
/** The requested fires of one job. On the loop. */
final class RequestDesk {

    private static final Logger log = LoggerFactory.getLogger(RequestDesk.class);

    private static final int UNKNOWN = -1;

    private final String jobName;
    private final EngineContext context;
    private final TreeMap<Long, Request> pending = new TreeMap<>();
    private final Map<Long, Followed> followed = new TreeMap<>();
    // Bounded by REQUESTS_MAX.
    private final Queue<RequestAuthor> queue = new ArrayDeque<>(1);
    private final Map<Long, Boolean> reading = new HashMap<>();
    // The revision of each request that was made here, as far as it is known, until it is cleared away.
    private final Map<Long, Long> made = new HashMap<>();
    // What every item has reported, while the request is being cleared away.
    private final Map<Long, Map<Integer, String>> complete = new HashMap<>();
    private final Set<Long> cleared = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > Limits.REQUESTS_MAX;
        }
    });
    private @Nullable JobStore store;
    private @Nullable House house;
    // The node that keeps the largest fire, as it was after the last request from here.
    private @Nullable Node parent;
    private boolean writing;
    // Every request up to this fire is known, because fires only grow.
    private long knownUpTo;
    // The same, when the list was asked for.
    private long listedUpTo;
    // Whether requests are on their way to the registry, and which changes have been heard of meanwhile.
    private boolean sending;
    private final Map<Long, Long> heard = new HashMap<>();
    // Number of items, as of when the requests were listed.
    private int total = UNKNOWN;

    /** Where the requests are run. */
    interface House {

        /** The definition in force, null while there was no good one. */
        @Nullable
        JobDefinition definition();

        /** There is another request. */
        void requested();

        /** The requests have to be listed anew. */
        void requestsChanged();
    }

    /** A request made here, and who wants to hear of its outcome. */
    private record Followed(Request request, RequestAuthor author) {}

    RequestDesk(EngineContext context, String jobName) {
        this.context = context;
        this.jobName = jobName;
    }

    /** The first request for an item after another. */
    Optional<Request> next(int item, long after) {
        return pending.tailMap(after, false).values().stream()
                .filter(request -> request.concerns(item))
                .findFirst();
    }

    /** The job takes part under a session. */
    void open(JobStore opened, House opensHere) {
        store = opened;
        house = opensHere;
        parent = null;
        knownUpTo = 0;
        listedUpTo = 0;
        cleared.clear();
        sending = false;
        heard.clear();
        made.clear();
        total = UNKNOWN;
        writing = false;
        reading.clear();
        write();
    }

    /** The session is gone; requests made go on to be followed under the next one. */
    void close(String reason) {
        store = null;
        while (!queue.isEmpty()) {
            queue.remove().failed(reason);
        }
    }

    /** The job is stopped here: whoever waits is told that the outcome cannot be known any more. */
    void stop(String reason) {
        close(reason);
        List<Followed> waiting = List.copyOf(followed.values());
        followed.clear();
        made.clear();
        complete.clear();
        waiting.forEach(each -> each.author().failed(reason + "; the run itself goes on wherever its items are"));
    }

    /** Asks for one run of every item. */
    void request(RequestAuthor author) {
        if (store == null) {
            author.failed("the registry cannot be reached, or the job has not joined yet. Nothing was requested;"
                    + " call again later.");
        } else if (queue.size() + pending.size() >= Limits.REQUESTS_MAX) {
            author.failed(Limits.REQUESTS_MAX + " requests are waiting already. Nothing was requested; call again when"
                    + " some of them have run.");
        } else {
            queue.add(author);
            write();
        }
    }

    /** The requests that exist are about to be read. */
    void listing() {
        listedUpTo = knownUpTo;
    }

    /**
     * The requests that exist have been read.
     *
     * @param totalNow number of items now
     */
    void listed(List<Request> requests, int totalNow) {
        total = totalNow;
        pending.clear();
        requests.forEach(request -> pending.put(request.fire(), request));
        knownUpTo = pending.isEmpty() ? knownUpTo : Math.max(knownUpTo, pending.lastKey());
        // The list may be older than what was made here since it was asked for; what was there then and is not in it is
        // gone.
        made.keySet().stream()
                .filter(fire -> fire > listedUpTo)
                .forEach(fire -> pending.computeIfAbsent(fire, Request::ofAll));
        List.copyOf(followed.keySet()).forEach(this::follow);
    }

    /**
     * Whether the requests have to be listed anew.
     *
     * @param name of the request that changed
     * @param revision of the change
     */
    boolean isNews(String name, long revision) {
        if (!Request.isName(name) || Request.isPart(name)) {
            return true;
        }
        long fire = Request.fire(name);
        if (sending) {
            // A change is heard of before the answer to the one who makes it.
            heard.merge(fire, revision, Math::max);
            return false;
        }
        return isNews(fire, revision);
    }

    private boolean isNews(long fire, long revision) {
        return !cleared.contains(fire) && revision > made.getOrDefault(fire, 0L);
    }

    /**
     * An outcome of a request was written.
     *
     * @param name of the request
     */
    void outcomeWritten(String name) {
        if (followed.containsKey(Request.fire(name))) {
            follow(Request.fire(name));
        }
    }

    /** Clears away what others left behind, and what nobody can complete. */
    void clearAway() {
        JobStore now = store;
        if (now == null || total == UNKNOWN) {
            return;
        }
        long old = context.lease().registryMillis() - Limits.REQUEST_KEPT_MILLIS;
        for (Request request : List.copyOf(pending.headMap(old).values())) {
            now.outcomes(request.name(), outcomes -> {
                if (outcomes.isFound()) {
                    clearAway(now, request, outcomes.value());
                }
            });
        }
    }

    private void clearAway(JobStore now, Request request, Map<Integer, String> outcomes) {
        List<Integer> missing = request.missing(outcomes, total);
        now.records(missing, records -> {
            // An outcome that somebody deleted never comes again, but the item's record tells that it has run.
            boolean over = records.isFound()
                    && records.value().size() == missing.size()
                    && records.value().stream().allMatch(record -> isOver(record.record(), request));
            if (over) {
                // It may have been completed just now: its author gets the time to see that.
                context.env()
                        .loop()
                        .schedule(
                                TimeUnit.MILLISECONDS.toNanos(Limits.REQUEST_SEEN_MILLIS),
                                () -> abandon(now, request, outcomes));
            }
        });
    }

    private void abandon(JobStore now, Request request, Map<Integer, String> outcomes) {
        if (now != store || total == UNKNOWN) {
            return;
        }
        if (request.isUnreadable()) {
            log.warn(
                    "job '{}': somebody wrote over the request {}, so nobody knows the items that it asked for. It is"
                            + " removed; ask again for what has not run.",
                    jobName,
                    now.paths().request(request.name()));
        }
        Followed waiting = followed.get(request.fire());
        forget(request.fire());
        if (waiting != null
                && !request.isUnreadable()
                && request.missing(outcomes, total).isEmpty()) {
            waiting.author().completed(result(request.fire(), outcomes));
        } else if (waiting != null) {
            waiting.author()
                    .failed(
                            "somebody changed the request in the registry before its outcome was read; the records of the"
                                    + " items tell whether they have run");
        }
        remove(now, request, outcomes);
    }

    private static boolean isOver(ExecutionRecord record, Request request) {
        return record.lastRequest() >= request.fire()
                && !(record.isRunning() && record.claim().request().equals(request.name()));
    }

    /**
     * Turns the node by which a tool asked this instance into a request.
     *
     * @param trigger the node
     * @param items those of this instance; if it has none, there is nothing to run
     * @param whenDone gets what went wrong; empty if the node is gone
     */
    void trigger(JobStore now, String trigger, Collection<Integer> items, Consumer<String> whenDone) {
        now.session().read(now.paths().requests(), read -> {
            if (read.status() != ReadResult.Status.FOUND) {
                whenDone.accept("reading " + now.paths().requests() + ": " + read.status() + " " + read.trouble());
                return;
            }
            Request request = Request.ofPart(next(read.node()), items);
            Transaction transaction = new Transaction().delete(trigger, Transaction.ANY_VERSION);
            if (!items.isEmpty()) {
                transaction
                        .set(
                                now.paths().requests(),
                                String.valueOf(request.fire()),
                                read.node().version())
                        .create(
                                now.paths().request(request.name()),
                                request.encode(context.env().ids().next()));
            }
            now.commit(transaction, result -> {
                parent = null;
                if (result.status() == CommitResult.Status.COMMITTED && now == store && !items.isEmpty()) {
                    log.info("job '{}': somebody asked for a run of the items {}", jobName, items);
                    followed.put(request.fire(), new Followed(request, RequestAuthor.NOBODY));
                }
                whenDone.accept(
                        result.status() == CommitResult.Status.COMMITTED ? "" : result.status() + result.trouble());
            });
        });
    }

    /** The fire of the next request, given the node that keeps the largest so far. */
    private long next(Node parent) {
        return Math.max(Request.fire(parent.data()) + 1, context.lease().registryMillis());
    }

    // ---- making requests

    private void write() {
        JobStore now = store;
        if (now == null || writing || queue.isEmpty()) {
            return;
        }
        writing = true;
        List<RequestAuthor> authors = new ArrayList<>();
        while (!queue.isEmpty() && authors.size() < Limits.REQUESTS_PER_TRANSACTION) {
            authors.add(queue.remove());
        }
        attempt(now, authors, context.env().ids().next(), 1);
    }

    private void attempt(JobStore now, List<RequestAuthor> authors, String opId, int attempt) {
        Node known = parent;
        parent = null;
        if (known != null) {
            attempt(now, authors, opId, attempt, known);
            return;
        }
        now.session().read(now.paths().requests(), read -> {
            if (now != store) {
                authors.forEach(author -> author.failed(lost()));
            } else if (read.status() != ReadResult.Status.FOUND) {
                repeat(now, authors, opId, attempt, read.trouble());
            } else {
                attempt(now, authors, opId, attempt, read.node());
            }
        });
    }

    private void attempt(JobStore now, List<RequestAuthor> authors, String opId, int attempt, Node before) {
        long first = next(before);
        String last = String.valueOf(first + authors.size() - 1);
        Transaction transaction = new Transaction().set(now.paths().requests(), last, before.version());
        for (int i = 0; i < authors.size(); i++) {
            Request request = Request.ofAll(first + i);
            transaction.create(now.paths().request(request.name()), request.encode(opId));
        }
        sending = true;
        now.commit(transaction, result -> {
            if (now == store) {
                if (result.status() == CommitResult.Status.COMMITTED) {
                    parent = new Node(last, before.version() + 1, before.createdRevision(), 0, false);
                    made(Request.fire(before.data()), first, authors.size(), result.revision());
                }
                sent();
            }
            answered(now, authors, opId, attempt, first, result);
        });
    }

    private void sent() {
        sending = false;
        boolean news = heard.entrySet().stream().anyMatch(change -> isNews(change.getKey(), change.getValue()));
        heard.clear();
        if (news && house != null) {
            house.requestsChanged();
        }
    }

    /**
     * If all earlier ones are known, there is nothing to list. If not, somebody else's may come before these, and an item
     * that ran these first would never run it.
     */
    private void made(long last, long first, int count, long revision) {
        if (revision == 0 || total == UNKNOWN || last > knownUpTo) {
            return;
        }
        knownUpTo = first + count - 1;
        for (long fire = first; fire < first + count; fire++) {
            made.put(fire, revision);
            pending.put(fire, Request.ofAll(fire));
        }
    }

    private void answered(
            JobStore now, List<RequestAuthor> authors, String opId, int attempt, long first, CommitResult result) {
        if (result.status() == CommitResult.Status.COMMITTED) {
            accepted(authors, first);
        } else if (now != store || result.status() == CommitResult.Status.SESSION_LOST) {
            authors.forEach(author -> author.failed(lost()));
        } else if (result.status() == CommitResult.Status.CONFLICT) {
            repeat(now, authors, opId, attempt, result.trouble());
        } else {
            doubt(now, authors, opId, attempt, first);
        }
    }

    /** The answer was lost: the requests were made exactly if the first one carries the op-id. */
    private void doubt(JobStore now, List<RequestAuthor> authors, String opId, int attempt, long first) {
        now.text(now.paths().request(Request.ofAll(first).name()), text -> {
            if (now != store) {
                authors.forEach(author -> author.failed(lost()));
            } else if (text.isUnavailable()) {
                later(attempt, () -> doubt(now, authors, opId, attempt, first));
            } else if (text.isFound() && text.value().equals(opId)) {
                accepted(authors, first);
                // What came of them may have been told while nobody followed them.
                for (int i = 0; i < authors.size(); i++) {
                    follow(first + i);
                }
            } else {
                repeat(now, authors, opId, attempt, "the answer was lost");
            }
        });
    }

    private void accepted(List<RequestAuthor> authors, long first) {
        writing = false;
        for (int i = 0; i < authors.size(); i++) {
            followed.put(first + i, new Followed(Request.ofAll(first + i), authors.get(i)));
            authors.get(i).accepted(first + i);
        }
        if (house != null && made.containsKey(first)) {
            house.requested();
        }
        write();
    }

    private void repeat(JobStore now, List<RequestAuthor> authors, String opId, int attempt, String trouble) {
        if (attempt >= Limits.REQUEST_ATTEMPTS) {
            writing = false;
            authors.forEach(author -> author.failed("the request could not be written after " + attempt + " attempts: "
                    + trouble + ". Nothing was requested; call again later."));
            write();
        } else if (trouble.isEmpty()) {
            attempt(now, authors, opId, attempt + 1);
        } else {
            later(attempt, () -> attempt(now, authors, opId, attempt + 1));
        }
    }

    private void later(int failures, Runnable step) {
        // A conflict with another author is over in a moment; only an ailing registry needs the long delays.
        long delay = Math.min(context.backoff().delayAfter(failures).toNanos(), 10_000_000L << Math.min(failures, 10));
        context.env().loop().schedule(delay, step);
    }

    private String lost() {
        return "the session with the registry ended before the answer came; job '" + jobName
                + "' may or may not run once more";
    }

    // ---- following requests

    private void follow(long fire) {
        JobStore now = store;
        if (now == null || total == UNKNOWN || reading.putIfAbsent(fire, Boolean.FALSE) != null) {
            reading.replace(fire, Boolean.TRUE);
            return;
        }
        Followed each = followed.get(fire);
        if (each == null) {
            reading.remove(fire);
            return;
        }
        Request request = each.request();
        now.outcomes(request.name(), outcomes -> {
            boolean again = Boolean.TRUE.equals(reading.remove(fire));
            if (now != store || !followed.containsKey(fire)) {
                return;
            }
            if (outcomes.isUnavailable()) {
                later(1, () -> follow(fire));
            } else if (outcomes.isFound()
                    && request.missing(outcomes.value(), total).isEmpty()) {
                confirm(now, request, outcomes.value());
            } else if (outcomes.status() == Reply.Status.ABSENT && complete.containsKey(fire)) {
                completed(each, complete.get(fire));
            } else if (outcomes.status() == Reply.Status.ABSENT) {
                forget(fire);
                each.author().failed("the request was removed from the registry before every item had reported");
            } else {
                complete.remove(fire);
                if (again) {
                    follow(fire);
                }
            }
        });
    }

    /** Every item has reported, as far as the number of items is known here; it may just have been raised. */
    private void confirm(JobStore now, Request request, Map<Integer, String> outcomes) {
        long fire = request.fire();
        JobDefinition known = house == null ? null : house.definition();
        if (known == null || known.configuration().getShardingTotalCount() > total) {
            confirmByReading(now, request, outcomes);
            return;
        }
        complete.put(fire, outcomes);
        cleared.add(fire);
        Transaction confirmed = new Transaction().check(now.paths().config(), known.version());
        now.commit(removal(confirmed, now.paths(), request, outcomes), result -> {
            Followed each = followed.get(fire);
            if (result.status() == CommitResult.Status.COMMITTED && each != null) {
                completed(each, outcomes);
            } else if (now == store && house != null) {
                cleared.remove(fire);
                house.requestsChanged();
                confirmByReading(now, request, outcomes);
            }
        });
    }

    private void confirmByReading(JobStore now, Request request, Map<Integer, String> outcomes) {
        now.definition(read -> {
            Followed each = followed.get(request.fire());
            if (now != store || each == null) {
                return;
            }
            if (read.isUnavailable()) {
                later(1, () -> follow(request.fire()));
                return;
            }
            if (read.isFound()) {
                total = Math.max(total, read.value().configuration().getShardingTotalCount());
            }
            // The number of items may have been raised before this answer, or with it.
            if (!request.missing(outcomes, total).isEmpty()) {
                follow(request.fire());
                return;
            }
            completed(each, outcomes);
            remove(now, request, outcomes);
        });
    }

    private void completed(Followed each, Map<Integer, String> outcomes) {
        forget(each.request().fire());
        each.author().completed(result(each.request().fire(), outcomes));
    }

    private void forget(long fire) {
        followed.remove(fire);
        pending.remove(fire);
        made.remove(fire);
        complete.remove(fire);
    }

    private static FireResult.Outcome outcome(String text) {
        try {
            return FireResult.Outcome.valueOf(text);
        } catch (IllegalArgumentException e) {
            // Somebody wrote over it: that the item was done as asked is not known.
            return FireResult.Outcome.FAILED;
        }
    }

    private FireResult result(long fire, Map<Integer, String> outcomes) {
        Map<Integer, FireResult.Outcome> items = new TreeMap<>();
        outcomes.forEach((item, outcome) -> items.put(item, outcome(outcome)));
        return new FireResult(jobName, Instant.ofEpochMilli(fire), new TreeMap<>(items));
    }

    private static void remove(JobStore store, Request request, Map<Integer, String> outcomes) {
        JobPaths paths = store.paths();
        store.commit(removal(new Transaction(), paths, request, outcomes), result -> {
            if (result.status() != CommitResult.Status.COMMITTED) {
                log.debug("{} of {} stays for the leader to clear away: {}", request, paths.job(), result);
            }
        });
    }

    private static Transaction removal(
            Transaction removal, JobPaths paths, Request request, Map<Integer, String> outcomes) {
        outcomes.keySet()
                .forEach(item -> removal.delete(paths.requestOutcome(request.name(), item), Transaction.ANY_VERSION));
        return removal.delete(paths.request(request.name()), Transaction.ANY_VERSION);
    }
}
