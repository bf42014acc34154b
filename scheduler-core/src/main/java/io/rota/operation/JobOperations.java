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
package io.rota.operation;

import io.rota.env.EventLoop;
import io.rota.env.ThreadEventLoop;
import io.rota.env.TimeSource;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an operator may do with the jobs of a registry center. Thread-safe.
 *
 * <p>Inside an application that runs jobs, get it from the scheduler or have it injected; elsewhere {@link #connect}.
 *
 * <p>Every call waits, at most as long as the deadline says, and then throws an {@link OperationException}. So calls from
 * the scheduler's own thread, on which sharding strategies run, are refused with an {@link IllegalStateException}, and so
 * are calls after {@link #close()}.
 */
public final class JobOperations implements AutoCloseable {

    /** How long a call waits, unless told otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Connection connection;
    private final Runnable whenClosed;
    private final Definitions definitions;
    private final Steering steering;
    private final ItemSwitch itemSwitch;
    private final Statistics statistics;
    private final TreeCopy tree;
    private final Explanations explanations;

    private JobOperations(Connection connection, Duration deadline, Runnable whenClosed) {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "The deadline is " + deadline + ". Give calls more than 0 and at most a day.");
        }
        this.connection = connection;
        this.whenClosed = whenClosed;
        Function<String, Call> calls = what -> new Call(connection, what, deadline);
        TimeSource time = connection.time();
        steering = new Steering(calls, new DumpClient(time, deadline, DumpClient.BYTES_MAX));
        definitions = new Definitions(calls, steering, time);
        itemSwitch = new ItemSwitch(calls);
        statistics = new Statistics(calls);
        tree = new TreeCopy(calls, connection.registry());
        explanations = new Explanations(calls, time::wallMillis);
    }

    /** Connects with {@link #DEADLINE}. */
    public static JobOperations connect(RegistryCenter center) {
        return connect(center, DEADLINE);
    }

    /**
     * Connects by way of a registry center that serves nobody else, and waits for it.
     *
     * @param deadline how long this and every later call may take
     * @return to be closed before the center is
     * @throws OperationException if the registry does not answer in time; close the center then and make a new one
     * @throws IllegalStateException if the center is closed, or serves a scheduler: that one has operations of its own
     */
    public static JobOperations connect(RegistryCenter center, Duration deadline) {
        EventLoop loop = new ThreadEventLoop("rota-operations");
        try {
            Connection connection = new Connection(loop, TimeSource.system(), center.describe());
            JobOperations operations = new JobOperations(connection, deadline, loop::close);
            center.connect(connection, loop);
            operations.awaitSession(deadline);
            return operations;
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * Operations beside a scheduler, under its session and on its loop.
     *
     * @param registry for messages
     * @param subscription registers a listener, which hears of the current session and of later ones on the loop
     * @param whenClosed ends the subscription
     */
    public static JobOperations beside(
            EventLoop loop,
            TimeSource time,
            String registry,
            Consumer<RegistryListener> subscription,
            Consumer<RegistryListener> whenClosed) {
        Connection connection = new Connection(loop, time, registry);
        subscription.accept(connection);
        return new JobOperations(connection, DEADLINE, () -> whenClosed.accept(connection));
    }

    private void awaitSession(Duration deadline) {
        try {
            connection.await(connection.session(), connection.time().monotonicNanos() + deadline.toNanos());
        } catch (TimeoutException e) {
            throw new OperationException(
                    Reason.UNREACHABLE,
                    connection.registry() + " did not answer within " + deadline.toMillis()
                            + " ms. Check that it runs and that its address is right.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationException(Reason.INTERRUPTED, "Interrupted while connecting.", e);
        }
    }

    /** The same operations with another deadline for each call; closing one of the two closes both. */
    public JobOperations within(Duration deadline) {
        return new JobOperations(connection, deadline, whenClosed);
    }

    /** Definitions. */
    public JobConfigurationAPI configurations() {
        return definitions;
    }

    /** Jobs and their servers. */
    public JobOperateAPI jobs() {
        return steering;
    }

    /** Single items. */
    public ShardingOperateAPI items() {
        return itemSwitch;
    }

    /** How jobs fare. */
    public JobStatisticsAPI jobStatistics() {
        return statistics;
    }

    /** Which servers take part. */
    public ServerStatisticsAPI serverStatistics() {
        return statistics;
    }

    /** How the items of a job fare. */
    public ShardingStatisticsAPI shardingStatistics() {
        return statistics;
    }

    /** All jobs as a text. */
    public TreeAPI tree() {
        return tree;
    }

    /** Why items ran, or did not. */
    public ExplanationAPI explanations() {
        return explanations;
    }

    public boolean isClosed() {
        return connection.isClosed();
    }

    /** Fails the calls that wait, and ends the thread if {@link #connect} made one; the registry center stays open. */
    @Override
    public void close() {
        connection.close();
        whenClosed.run();
    }
}
