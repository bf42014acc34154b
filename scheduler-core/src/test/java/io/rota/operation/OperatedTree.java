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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobSettings;
import io.rota.registry.CommitResult;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;

/** A registry in memory with jobs in it that nobody runs, operated through a center that can make trouble. */
final class OperatedTree implements AutoCloseable {

    final MemoryRegistryCenter memory = new MemoryRegistryCenter();
    final TroubledCenter center = new TroubledCenter(memory);
    final Peer peer = Peer.joined(memory);
    final JobOperations operations = JobOperations.connect(center, Duration.ofSeconds(10));

    static JobConfiguration.Builder scheduled(String name, int items) {
        return JobConfiguration.newBuilder(name, items).cron("0 0 3 * * ?");
    }

    JobPaths job(JobConfiguration configuration) {
        JobPaths job = new JobPaths(configuration.getJobName());
        Transaction founding = new Transaction();
        for (String node : job.skeleton()) {
            founding.create(
                    node,
                    node.equals(job.root())
                            ? "com.example.Job"
                            : node.equals(job.config())
                                    ? ConfigYaml.write(configuration)
                                    : node.equals(job.settings()) ? JobSettings.write(configuration) : "");
        }
        commit(founding);
        return job;
    }

    JobPaths job(String name, int items) {
        return job(scheduled(name, items).build());
    }

    /** Registers an instance and its server. */
    String instance(JobPaths job, String ip, String process) {
        String id = ip + "@-@" + process;
        commit(new Transaction()
                .createEphemeral(job.instance(id), "jobInstanceId: " + id + "\nserverIp: " + ip + "\n"));
        if (!exists(job.server(ip))) {
            commit(new Transaction().create(job.server(ip), "ENABLED"));
        }
        return id;
    }

    void assign(JobPaths job, int item, String instance) {
        commit(new Transaction().create(job.item(item), "").create(job.itemInstance(item), instance));
    }

    void commit(Transaction transaction) {
        CommitResult result = peer.commit(transaction);
        assertThat(result.status()).as(result.toString()).isEqualTo(CommitResult.Status.COMMITTED);
    }

    boolean exists(String path) {
        return peer.read(path).status() == ReadResult.Status.FOUND;
    }

    String text(String path) {
        return peer.text(path);
    }

    @Override
    public void close() {
        operations.close();
        memory.close();
    }
}
