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
package io.rota.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rota.registry.CommitResult.Reason;
import io.rota.registry.CommitResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every registry promises, sentence by sentence; a backend's test class says how to reach an empty registry. */
@Timeout(60)
public abstract class RegistryContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Peer> peers = new ArrayList<>();

    /** A center of the registry that the running test uses; the registry is empty when the test begins. */
    protected abstract RegistryCenter center();

    /** Whether each peer has a center of its own, so that one session can end while the others go on. */
    protected abstract boolean oneCenterPerPeer();

    /** A scheduler with a session. */
    protected final Peer join() {
        Peer peer = Peer.joined(center());
        peers.add(peer);
        return peer;
    }

    @AfterEach
    void everyAnswerCameOnceAndOnTheExecutor() {
        peers.forEach(Peer::drain);
        List<String> breaches =
                peers.stream().flatMap(peer -> peer.breaches().stream()).toList();
        peers.forEach(Peer::close);
        assertThat(breaches).isEmpty();
    }

    // ---- transactions

    @Test
    void create_theNodeHasItsTextAndVersionZero() {
        Peer peer = join();
        CommitResult result = peer.commit(new Transaction().create("/job", "grün ✓ 漢字 \uD83D\uDE00"));
        assertThat(result).isEqualTo(CommitResult.committed(List.of(0), result.revision()));
        Node node = peer.read("/job").node();
        assertThat(node.data()).isEqualTo("grün ✓ 漢字 \uD83D\uDE00");
        assertThat(node.version()).isZero();
        assertThat(node.ephemeral()).isFalse();
    }

    @Test
    void create_withoutText_theTextIsEmpty() {
        Peer peer = join();
        peer.commit(new Transaction().create("/job", ""));
        assertThat(peer.text("/job")).isEmpty();
    }

    @Test
    void set_theVersionGrowsByOneEachTime() {
        Peer peer = join();
        peer.commit(new Transaction().create("/job", "a"));
        assertThat(peer.commit(new Transaction().set("/job", "b", 0)).versions())
                .containsExactly(1);
        assertThat(peer.commit(new Transaction().set("/job", "c", Transaction.ANY_VERSION))
                        .versions())
                .containsExactly(2);
        assertThat(peer.read("/job").node().version()).isEqualTo(2);
        assertThat(peer.text("/job")).isEqualTo("c");
    }

    @Test
    void versions_areToldForEachOperationInOrder() {
        Peer peer = join();
        peer.commit(new Transaction()
                .create("/a", "")
                .create("/b", "")
                .create("/c", "")
                .set("/c", "", 0));
        CommitResult result = peer.commit(new Transaction()
                .create("/new", "")
                .set("/a", "x", 0)
                .set("/a", "y", 1)
                .delete("/b", 0)
                .check("/c", 1));
        assertThat(result).isEqualTo(CommitResult.committed(List.of(0, 1, 2, -1, 1), result.revision()));
    }

    @Test
    void revision_isTheSameForTheCommit_theNodesItMade_andWhatWatchesTell() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", ""));
        Peer.Watched watch = peer.watch("/a");
        watch.awaitCall("resync");
        CommitResult result = peer.commit(new Transaction().create("/a/b", "").set("/a", "x", 0));
        watch.awaitCall("/a/b");
        watch.awaitCall("/a");
        assertThat(result.revision()).isPositive();
        assertThat(peer.read("/a/b").node().createdRevision()).isEqualTo(result.revision());
        assertThat(watch.revision("/a/b")).isEqualTo(result.revision());
        assertThat(watch.revision("/a")).isEqualTo(result.revision());
        assertThat(peer.commit(new Transaction().set("/a", "y", 1)).revision()).isGreaterThan(result.revision());
    }

    @Test
    void operations_laterOnesSeeEarlierOnes() {
        Peer peer = join();
        CommitResult result = peer.commit(new Transaction()
                .create("/a", "")
                .create("/a/b", "1")
                .set("/a/b", "2", 0)
                .check("/a/b", 1)
                .delete("/a/b", 1)
                .create("/a/b", "3"));
        assertThat(result.status()).isEqualTo(Status.COMMITTED);
        assertThat(peer.text("/a/b")).isEqualTo("3");
        assertThat(peer.read("/a/b").node().version()).isZero();
    }

    @Test
    void emptyTransaction_commits() {
        CommitResult result = join().commit(new Transaction());
        assertThat(result).isEqualTo(CommitResult.committed(List.of(), result.revision()));
    }

    @Test
    void conflict_nothingIsDone() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", "old").create("/b", "old"));
        CommitResult result = peer.commit(new Transaction()
                .set("/a", "new", 0)
                .delete("/b", 0)
                .create("/c", "")
                .check("/missing", 0));
        assertConflict(result, 3, Reason.NO_NODE);
        assertThat(peer.text("/a")).isEqualTo("old");
        assertThat(peer.text("/b")).isEqualTo("old");
        assertThat(peer.read("/a").node().version()).isZero();
        assertThat(peer.read("/c").status()).isEqualTo(ReadResult.Status.ABSENT);
    }

    @Test
    void conflict_tellsTheOperationAndTheReason() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", "").create("/a/b", "").createEphemeral("/e", ""));
        assertConflict(peer.commit(new Transaction().check("/a", 0).create("/a", "")), 1, Reason.NODE_EXISTS);
        assertConflict(peer.commit(new Transaction().create("/x/y", "")), 0, Reason.NO_NODE);
        assertConflict(peer.commit(new Transaction().check("/a", 0).set("/x", "", 0)), 1, Reason.NO_NODE);
        assertConflict(peer.commit(new Transaction().delete("/x", 0)), 0, Reason.NO_NODE);
        assertConflict(peer.commit(new Transaction().check("/x", Transaction.ANY_VERSION)), 0, Reason.NO_NODE);
        assertConflict(peer.commit(new Transaction().set("/a", "", 7)), 0, Reason.BAD_VERSION);
        assertConflict(peer.commit(new Transaction().delete("/a/b", 7)), 0, Reason.BAD_VERSION);
        assertConflict(
                peer.commit(new Transaction().check("/a/b", 0).check("/a", 0).check("/a", 1)), 2, Reason.BAD_VERSION);
        assertConflict(peer.commit(new Transaction().delete("/a", 0)), 0, Reason.NOT_EMPTY);
        assertConflict(peer.commit(new Transaction().create("/e/child", "")), 0, Reason.REFUSED);
    }

    @Test
    void conflict_theFirstConditionThatDoesNotHoldIsTold() {
        Peer peer = join();
        assertConflict(peer.commit(new Transaction().check("/x", 0).check("/y", 0)), 0, Reason.NO_NODE);
    }

    // ---- reads

    @Test
    void read_missingNode_isAbsent() {
        Peer peer = join();
        assertThat(peer.read("/missing").status()).isEqualTo(ReadResult.Status.ABSENT);
        assertThat(peer.read("/missing/below").status()).isEqualTo(ReadResult.Status.ABSENT);
        assertThat(peer.children("/missing").status()).isEqualTo(ReadResult.Status.ABSENT);
    }

    @Test
    void read_ofSeveralNodes_answersForEachInTheirOrder() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", "1").create("/a/b", "").createEphemeral("/e", "3"));
        peer.commit(new Transaction().set("/a", "2", 0));
        List<String> paths = List.of("/e", "/missing", "/a", "/missing/below", "/a/b", "/a", "/");
        List<ReadResult> together = peer.read(paths);
        assertThat(together).isEqualTo(paths.stream().map(peer::read).toList());
    }

    @Test
    void read_ofSeveralNodes_seesTheCommitBeforeIt() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", "0").create("/b", "0"));
        peer.commitLater(new Transaction().set("/a", "1", 0).set("/b", "1", 0));
        List<ReadResult> together = peer.read(List.of("/a", "/b"));
        assertThat(together).extracting(read -> read.node().data()).containsExactly("1", "1");
    }

    @Test
    void read_ofAsManyNodesAsPossible_answersForEach() {
        Peer peer = join();
        Transaction transaction = new Transaction().create("/n", "");
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < RegistrySession.PATHS_MAX; i++) {
            paths.add("/n/" + i);
            transaction.create("/n/" + i, String.valueOf(i));
        }
        peer.commit(transaction);
        List<ReadResult> together = peer.read(paths);
        assertThat(together.stream().map(read -> "/n/" + read.node().data()).toList())
                .isEqualTo(paths);
        paths.add("/n");
        assertThatThrownBy(() -> peer.read(paths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 101");
        assertThatThrownBy(() -> peer.read(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void children_areTheLastSegmentsOfDirectChildrenOnly() {
        Peer peer = join();
        peer.commit(new Transaction()
                .create("/a", "")
                .create("/a/x", "")
                .create("/a/x/deep", "")
                .create("/a/y", "")
                .create("/ab", ""));
        assertThat(peer.children("/a").names()).containsExactlyInAnyOrder("x", "y");
        assertThat(peer.children("/a/y")).isEqualTo(ChildrenResult.found(List.of()));
        assertThat(peer.children("/").names()).containsExactlyInAnyOrder("a", "ab");
    }

    @Test
    void reads_afterACommitSeeIt_withoutWaitingForItsAnswer() {
        Peer peer = join();
        peer.commit(new Transaction().create("/n", "0"));
        List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            peer.commitLater(new Transaction().set("/n", String.valueOf(i), i - 1));
            reads.add(peer.ask(answer -> peer.session().read("/n", answer)));
        }
        for (int i = 1; i <= 100; i++) {
            assertThat(reads.get(i - 1).join().node().data()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void reads_ofOneSessionNeverGoBack() {
        Peer writer = join();
        Peer reader = join();
        writer.commit(new Transaction().create("/n", "0"));
        await().until(() -> reader.read("/n").status() == ReadResult.Status.FOUND);
        List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writer.commitLater(new Transaction().set("/n", String.valueOf(i), Transaction.ANY_VERSION));
            reads.add(reader.ask(answer -> reader.session().read("/n", answer)));
        }
        assertThat(reads.stream().map(read -> read.join().node().version()).toList())
                .isSorted();
    }

    @Test
    void createdRevision_tellsTheOlderNode() {
        Peer first = join();
        Peer second = join();
        first.commit(new Transaction().create("/b", ""));
        second.commit(new Transaction().create("/a", ""));
        first.commit(new Transaction().set("/b", "later", 0));
        Node b = second.read("/b").node();
        Node a = second.read("/a").node();
        assertThat(b.createdRevision()).isLessThan(a.createdRevision());
        first.commit(new Transaction().delete("/b", Transaction.ANY_VERSION));
        first.commit(new Transaction().create("/b", ""));
        assertThat(first.read("/b").node().createdRevision()).isGreaterThan(a.createdRevision());
    }

    @Test
    void modifiedMillis_isTheRegistrysTimeOfTheLastSet() {
        Peer peer = join();
        peer.commit(new Transaction().create("/a", ""));
        long created = peer.read("/a").node().modifiedMillis();
        await().until(() -> peer.heartbeat().registryMillis() > created);
        peer.commit(new Transaction().set("/a", "", 0));
        long set = peer.read("/a").node().modifiedMillis();
        assertThat(set)
                .isGreaterThan(created)
                .isLessThanOrEqualTo(peer.heartbeat().registryMillis());
    }

    @Test
    void heartbeat_tellsTheRegistrysTime() {
        long before = System.currentTimeMillis();
        HeartbeatResult heartbeat = join().heartbeat();
        assertThat(heartbeat.alive()).isTrue();
        // The registry runs on this machine.
        assertThat(heartbeat.registryMillis()).isBetween(before - 1, System.currentTimeMillis() + 1);
    }

    // ---- many at once

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomTransactions_haveTheResultsOfTheModel(long seed) {
        Peer peer = join();
        TreeModel model = new TreeModel();
        RandomTransactions random = new RandomTransactions(seed);
        for (int round = 0; round < 150; round++) {
            Transaction transaction = random.next(model);
            CommitResult expected = model.apply(transaction);
            CommitResult actual = peer.commit(transaction);
            assertThat(TreeModel.agree(expected, actual, transaction))
                    .as("seed %d round %d: %s should be %s and is %s", seed, round, transaction, expected, actual)
                    .isTrue();
            for (String path : RandomTransactions.PATHS) {
                assertSame(
                        model.nodes().get(path),
                        peer.ask(answer -> peer.session().read(path, answer)),
                        path);
            }
        }
    }

    private static void assertSame(TreeModel.Entry expected, CompletableFuture<ReadResult> read, String path) {
        ReadResult actual = read.join();
        if (expected == null) {
            assertThat(actual.status()).as(path).isEqualTo(ReadResult.Status.ABSENT);
        } else {
            Node node = actual.node();
            assertThat(new TreeModel.Entry(node.data(), node.version(), node.ephemeral()))
                    .as(path)
                    .isEqualTo(expected);
        }
    }

    @Test
    void concurrentIncrements_noneIsLost() {
        Peer first = join();
        first.commit(new Transaction().create("/counter", "0"));
        List<Peer> all = List.of(first, join(), join(), join());
        onThreads(all, peer -> {
            for (int i = 0; i < 50; ) {
                ReadResult read = peer.read("/counter");
                if (read.status() == ReadResult.Status.FOUND) {
                    int value = Integer.parseInt(read.node().data());
                    CommitResult result = peer.commit(new Transaction()
                            .set(
                                    "/counter",
                                    String.valueOf(value + 1),
                                    read.node().version()));
                    i += result.status() == Status.COMMITTED ? 1 : 0;
                }
            }
            return null;
        });
        assertThat(first.text("/counter")).isEqualTo("200");
    }

    @Test
    void concurrentTransfers_keepTheSum() {
        Peer first = join();
        first.commit(new Transaction().create("/x", "100").create("/y", "100").create("/z", "100"));
        List<Peer> all = List.of(first, join(), join());
        onThreads(all, peer -> {
            Random random = new Random(all.indexOf(peer));
            List<String> accounts = List.of("/x", "/y", "/z");
            for (int i = 0; i < 60; i++) {
                String from = accounts.get(random.nextInt(3));
                String to = accounts.get(random.nextInt(3));
                ReadResult source = peer.read(from);
                ReadResult target = peer.read(to);
                if (!from.equals(to)
                        && source.status() == ReadResult.Status.FOUND
                        && target.status() == ReadResult.Status.FOUND) {
                    peer.commit(new Transaction()
                            .set(from, plus(source, -1), source.node().version())
                            .set(to, plus(target, 1), target.node().version()));
                }
            }
            return null;
        });
        // Read by the one who writes last, so that it sees everything.
        first.commit(new Transaction().check("/x", Transaction.ANY_VERSION));
        int sum = 0;
        for (String account : List.of("/x", "/y", "/z")) {
            sum += Integer.parseInt(first.text(account));
        }
        assertThat(sum).isEqualTo(300);
    }

    private static String plus(ReadResult read, int amount) {
        return String.valueOf(Integer.parseInt(read.node().data()) + amount);
    }

    @Test
    void concurrentCreates_oneWins() {
        List<Peer> all = List.of(join(), join(), join());
        for (int round = 0; round < 20; round++) {
            String path = "/n" + round;
            List<CompletableFuture<CommitResult>> results = all.stream()
                    .map(peer -> peer.commitLater(
                            new Transaction().create(path, peer.session().id())))
                    .toList();
            List<Status> statuses =
                    results.stream().map(result -> result.join().status()).toList();
            assertThat(statuses).containsExactlyInAnyOrder(Status.COMMITTED, Status.CONFLICT, Status.CONFLICT);
            int winner = statuses.indexOf(Status.COMMITTED);
            assertThat(all.get(winner).text(path))
                    .isEqualTo(all.get(winner).session().id());
        }
    }

    // ---- watches

    @Test
    void watch_beginsWithExactlyOneResync() {
        Peer peer = join();
        Peer.Watched watched = peer.watch("/job");
        watched.awaitCall("resync");
        peer.commit(new Transaction().create("/job", ""));
        watched.awaitCall("/job");
        assertThat(watched.calls()).containsExactly("resync", "/job");
    }

    @Test
    void watch_reportsCreateSetAndDelete_atThePathAndBelow() {
        Peer peer = join();
        Peer.Watched watched = peer.watch("/job");
        watched.awaitCall("resync");
        for (String path : List.of("/job", "/job/items", "/job/items/0")) {
            peer.commit(new Transaction().create(path, ""));
            assertOneMore(watched, path);
        }
        peer.commit(new Transaction().set("/job/items/0", "x", 0));
        assertOneMore(watched, "/job/items/0");
        peer.commit(new Transaction().set("/job", "x", 0));
        assertOneMore(watched, "/job");
        for (String path : List.of("/job/items/0", "/job/items", "/job")) {
            peer.commit(new Transaction().delete(path, Transaction.ANY_VERSION));
            assertOneMore(watched, path);
        }
        // The path was gone for a moment; the watch stays.
        peer.commit(new Transaction().create("/job", ""));
        assertOneMore(watched, "/job");
    }

    @Test
    void watch_reportsWhatOtherSessionsDo_andNothingBeside() {
        Peer watcher = join();
        Peer writer = join();
        Peer.Watched watched = watcher.watch("/job");
        watched.awaitCall("resync");
        writer.commit(new Transaction().create("/jobs", "").create("/job", "").create("/other", ""));
        watched.awaitCall("/job");
        writer.commit(new Transaction().set("/jobs", "", 0).createEphemeral("/job/e", ""));
        watched.awaitCall("/job/e");
        assertThat(new HashSet<>(watched.calls())).isEqualTo(Set.of("resync", "/job", "/job/e"));
    }

    @Test
    void watch_ofTheRoot_reportsEverything() {
        Peer peer = join();
        Peer.Watched watched = peer.watch("/");
        watched.awaitCall("resync");
        peer.commit(new Transaction().create("/a", "").create("/a/b", ""));
        watched.awaitCall("/a");
        watched.awaitCall("/a/b");
    }

    @Test
    void watch_failedTransaction_reportsNothing() {
        Peer peer = join();
        Peer.Watched watched = peer.watch("/");
        watched.awaitCall("resync");
        peer.commit(new Transaction().create("/a", "").check("/missing", 0));
        peer.commit(new Transaction().create("/b", ""));
        watched.awaitCall("/b");
        assertThat(watched.calls()).doesNotContain("/a");
    }

    @Test
    void watches_ofOnePathAndOfNestedPaths_areIndependent() {
        Peer peer = join();
        Peer.Watched one = peer.watch("/a");
        Peer.Watched two = peer.watch("/a");
        Peer.Watched nested = peer.watch("/a/b");
        List.of(one, two, nested).forEach(watched -> watched.awaitCall("resync"));
        peer.commit(new Transaction().create("/a", "").create("/a/b", ""));
        one.awaitCall("/a/b");
        two.awaitCall("/a/b");
        nested.awaitCall("/a/b");
        assertThat(nested.calls()).doesNotContain("/a");

        one.close();
        peer.drain();
        int told = one.calls().size();
        int toldNested = nested.calls().size();
        peer.commit(new Transaction().set("/a", "", 0));
        two.awaitCall("/a");
        peer.commit(new Transaction().set("/a/b", "", 0));
        await().until(() -> nested.calls().size() > toldNested);
        assertThat(one.calls()).hasSize(told);

        two.close();
        nested.close();
        Peer.Watched again = peer.watch("/a");
        again.awaitCall("resync");
        peer.commit(new Transaction().set("/a/b", "", 1));
        again.awaitCall("/a/b");
    }

    @Test
    void watch_closed_isNotCalledAgain() {
        Peer peer = join();
        Peer.Watched ended = peer.watch("/a");
        Peer.Watched other = peer.watch("/");
        ended.awaitCall("resync");
        other.awaitCall("resync");
        ended.close();
        ended.close();
        peer.drain();
        List<String> before = List.copyOf(ended.calls());
        peer.commit(new Transaction().create("/a", ""));
        other.awaitCall("/a");
        assertThat(ended.calls()).isEqualTo(before);
    }

    /**
     * Goal: who re-reads at every call ends with the last state, although calls come together and late. Method: three
     * writers, changes before, while and after the watch is set; the watcher keeps only what its last read said.
     */
    @Test
    void watch_rereadingAtEveryCall_endsWithTheLastState() {
        Peer watcher = join();
        List<Peer> writers = List.of(join(), join(), join());
        watcher.commit(new Transaction().create("/a", "").create("/a/n", "0"));
        AtomicReference<String> seen = new AtomicReference<>("");
        RegistrySession session = watcher.session();
        Runnable reread = () -> session.read("/a/n", read -> {
            if (read.status() == ReadResult.Status.FOUND) {
                seen.set(read.node().data());
            }
        });
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> onThreads(writers, writer -> {
            for (int i = 0; i < 100; i++) {
                writer.commit(new Transaction().set("/a/n", "n" + i, Transaction.ANY_VERSION));
            }
            return null;
        }));
        session.watch("/a", new WatchListener() {
            @Override
            public void changed(String path, long revision) {
                reread.run();
            }

            @Override
            public void resync() {
                reread.run();
            }
        });
        writing.join();
        writers.get(0).commit(new Transaction().set("/a/n", "last", Transaction.ANY_VERSION));
        await().atMost(PATIENCE).until(() -> seen.get().equals("last"));
    }

    // ---- sessions

    @Test
    void sessions_haveDifferentIds() {
        assertThat(join().session().id()).isNotEqualTo(join().session().id()).isNotBlank();
    }

    @Test
    void session_tellsATimeout() {
        assertThat(join().session().timeout()).isPositive();
    }

    @Test
    void ephemeralNodes_areMarkedAndVisibleToAll() {
        Peer owner = join();
        Peer other = join();
        owner.commit(new Transaction().create("/i", "").createEphemeral("/i/me", "here"));
        await().until(() -> other.children("/i").names().contains("me"));
        assertThat(other.read("/i/me").node().ephemeral()).isTrue();
        assertThat(other.read("/i").node().ephemeral()).isFalse();
    }

    @Test
    void closing_freesTheSessionsEphemeralNodes_andLeavesTheOthersAlone() {
        assumeTrue(oneCenterPerPeer(), "sessions of one center end together");
        Peer leaver = join();
        Peer stayer = join();
        stayer.commit(new Transaction().create("/i", "").createEphemeral("/i/stayer", ""));
        leaver.commit(new Transaction().createEphemeral("/i/leaver", "").create("/i/kept", ""));
        Peer.Watched watched = stayer.watch("/i");
        watched.awaitCall("resync");
        leaver.close();
        watched.awaitCall("/i/leaver");
        assertThat(stayer.children("/i").names()).containsExactlyInAnyOrder("stayer", "kept");
        assertThat(stayer.news()).containsExactly("opened");
        assertThat(stayer.heartbeat().alive()).isTrue();
    }

    @Test
    void closing_endsTheSession_andEveryRequestSaysSo() {
        RegistryCenter center = center();
        Peer peer = Peer.joined(center);
        peer.commit(new Transaction().create("/a", ""));
        RegistrySession session = peer.session();
        center.close();
        center.close();
        peer.awaitNews("opened", "lost");
        assertThat(peer.read("/a").status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(peer.children("/a").status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(peer.commit(new Transaction().set("/a", "", 0)).status()).isEqualTo(Status.SESSION_LOST);
        assertThat(peer.heartbeat().alive()).isFalse();
        assertThatThrownBy(center::init).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> center.connect(peer, Runnable::run)).isInstanceOf(IllegalStateException.class);
        assertThat(session).isSameAs(peer.session());
        peer.close();
        assertThat(peer.breaches()).isEmpty();
    }

    @Test
    void init_mayBeCalledAgainAndBeforeConnecting() {
        RegistryCenter center = center();
        center.init();
        center.init();
        Peer peer = Peer.joined(center);
        center.init();
        assertThat(peer.heartbeat().alive()).isTrue();
        peer.close();
    }

    @Test
    void companion_isMadeOnce_andClosedWhileTheSessionLives() {
        RegistryCenter center = center();
        Peer peer = Peer.joined(center);
        AtomicReference<CommitResult> farewell = new AtomicReference<>();
        AutoCloseable companion = () -> farewell.set(peer.commit(new Transaction().create("/farewell", "")));
        assertThat(center.companion(AutoCloseable.class, () -> companion)).isSameAs(companion);
        assertThat(center.companion(AutoCloseable.class, () -> () -> {})).isSameAs(companion);
        peer.close();
        assertThat(farewell.get().status()).isEqualTo(Status.COMMITTED);
        assertThatThrownBy(() -> center.companion(AutoCloseable.class, () -> companion))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void description_isNotEmpty() {
        assertThat(join().center().describe()).isNotBlank();
    }

    private static void assertConflict(CommitResult result, int failedOp, Reason reason) {
        assertThat(result.status()).as(result.toString()).isEqualTo(Status.CONFLICT);
        assertThat(result.failedOp()).as(result.toString()).isEqualTo(failedOp);
        assertThat(result.reason()).as(result.toString()).isEqualTo(reason);
        assertThat(result.trouble()).isNotBlank();
        assertThat(result.versions()).isEmpty();
    }

    private static void assertOneMore(Peer.Watched watched, String path) {
        watched.awaitCall(path);
        watched.calls().clear();
    }

    private static void onThreads(List<Peer> peers, Function<Peer, Void> work) {
        peers.stream()
                .map(peer -> CompletableFuture.runAsync(() -> work.apply(peer)))
                .toList()
                .forEach(CompletableFuture::join);
    }
}
