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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.operation.JobOperations;
import io.rota.registry.RegistryCenter;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

class ElasticJobHealthTests {

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                  cron: 0 0 3 * * ?
                  sharding-total-count: 2
            """;

    private final TroubledRegistry registry = new TroubledRegistry();

    private static Start start(String yaml) {
        return Start.withYaml(yaml)
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing())
                .andAutoConfiguration(AutoConfigurations.of(ElasticJobHealthContributorAutoConfiguration.class));
    }

    /** With a registry that trouble can be made with. */
    private Start troubled(String yaml) {
        return start(yaml).andBean("registryCenter", RegistryCenter.class, registry);
    }

    private static Health health(ApplicationContext context) {
        return context.getBean("elasticjobHealthContributor", HealthIndicator.class)
                .health();
    }

    private static Map<?, ?> job(Health health) {
        return (Map<?, ?>) ((Map<?, ?>) health.getDetails().get("jobs")).get("report");
    }

    private static void awaitReason(ApplicationContext context, Status status, String reason) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(status);
            assertThat(job(health).get("reason")).asString().contains(reason);
        });
    }

    private static void awaitUp(ApplicationContext context) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    }

    private void renewSession(ApplicationContext context) {
        registry.renewSession(new Transaction()
                .delete("/report/leader/election/instance", Transaction.ANY_VERSION)
                .delete("/report/instances/" + health(context).getDetails().get("instance"), Transaction.ANY_VERSION));
    }

    @Test
    void jobThatTakesPart_isUp_withRegistryInstanceAndItems() {
        start(JOB).run(context -> {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(job(health(context)).get("items"))
                            .asString()
                            .isEqualTo("[0, 1]"));
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("registry", "the memory of this process")
                    .containsKeys("connection", "since", "instance", "clockSkewMillis");
            assertThat(job(health).get("state")).isEqualTo(JobStanding.RUNNING);
        });
    }

    @Test
    void jobThatAnOperatorDisabled_isUp_andSaysSo() {
        start(JOB).run(context -> {
            context.getBean(JobOperations.class).jobs().disable("report", null);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(job(health(context)).get("state")).isEqualTo(JobStanding.DISABLED));
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void definitionThatCannotBeRead_isOutOfService_untilItIsRepaired() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            String sound = registry.text("/report/config");
            registry.commit(new Transaction().set("/report/config", "rubbish", Transaction.ANY_VERSION));
            awaitReason(context, Status.OUT_OF_SERVICE, "its definition cannot be used");
            registry.commit(new Transaction().set("/report/config", sound, Transaction.ANY_VERSION));
            awaitUp(context);
        });
    }

    @Test
    void recordThatMakesNoSense_isOutOfService_untilItIsGone() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            // They are read under the next session.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> registry.commit(new Transaction()
                            .set("/report/sharding/0/execution", "rubbish", Transaction.ANY_VERSION)
                            .set("/report/sharding/1/execution", "rubbish", Transaction.ANY_VERSION)));
            renewSession(context);
            awaitReason(context, Status.OUT_OF_SERVICE, "makes no sense, so it does not run");
            registry.commit(new Transaction()
                    .delete("/report/sharding/0/execution", Transaction.ANY_VERSION)
                    .delete("/report/sharding/1/execution", Transaction.ANY_VERSION));
            awaitUp(context);
        });
    }

    @Test
    void anotherProductThatRunsTheJob_isOutOfService() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            registry.commit(new Transaction().create("/report/instances/10.0.0.9@-@4711", ""));
            awaitReason(context, Status.OUT_OF_SERVICE, "another product runs it too: 10.0.0.9@-@4711");
        });
    }

    @Test
    void clockThatIsFarOff_isOutOfService_untilItIsCorrected() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            registry.aheadMillis = 60_000;
            awaitReason(context, Status.OUT_OF_SERVICE, "clock differs");
            registry.aheadMillis = 0;
            awaitUp(context);
        });
    }

    @Test
    void nameThatBelongsToAnotherClassMeanwhile_isOutOfService() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            registry.commit(new Transaction().set("/report", "com.example.Other", Transaction.ANY_VERSION));
            renewSession(context);
            awaitReason(context, Status.OUT_OF_SERVICE, "com.example.Other");
            assertThat(job(health(context)).get("state")).isEqualTo(JobStanding.REFUSED);
        });
    }

    @Test
    void silentRegistry_isUpAsLongAsTheLeaseLasts_andDownAfterwards() {
        troubled(JOB).run(context -> {
            awaitUp(context);
            registry.fallSilent();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> health(context).getDetails().get("connection").toString(), "SILENT"::equals);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
            long begun = System.nanoTime();
            health(context);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        });
    }

    @Test
    void registryThatWasNeverThere_isDown_withTheJobsThatWait() {
        start(JOB + "  reg-center:\n    server-lists: 127.0.0.1:1\n")
                .andBeans(RegistryCenterTests.OwnRuntime.class)
                .run(context -> {
                    await().atMost(Duration.ofSeconds(20))
                            .untilAsserted(() ->
                                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
                    assertThat(health(context).getDetails().get("registry"))
                            .asString()
                            .contains("127.0.0.1:1");
                    assertThat(job(health(context)).get("state")).isEqualTo(JobStanding.WAITING);
                });
    }

    @Test
    void jobsThatAreNotStarted_areUnknown_andAreNotConnectedForTheAsking() {
        start(JOB).andProperty("elasticjob.auto-startup=false").run(context -> {
            assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health(context).getDetails().get("connection")).hasToString("UNUSED");
        });
    }

    @Test
    void severalRegistries_areToldOneByOne() {
        Start.withYaml("a: b")
                .andAutoConfiguration(AutoConfigurations.of(ElasticJobHealthContributorAutoConfiguration.class))
                .andBeans(TwoCenters.class)
                .run(context -> assertThat(
                                context.getBean("elasticjobHealthContributor", CompositeHealthContributor.class))
                        .extracting(entry -> entry.name())
                        .isEqualTo(List.of("first", "second")));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoCenters {

        @Bean
        @Primary
        RegistryCenter first() {
            return new MemoryRegistryCenter();
        }

        @Bean
        RegistryCenter second() {
            return new MemoryRegistryCenter();
        }
    }

    @Test
    @Proves("management.health.elasticjob.enabled")
    void switchedOff_orReplaced_orWithoutTheActuator_thereIsNone() {
        start(JOB)
                .andProperty("management.health.elasticjob.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
        HealthIndicator own = () -> Health.up().build();
        start(JOB)
                .andBean("elasticjobHealthIndicator", HealthIndicator.class, own)
                .run(context ->
                        assertThat(context).getBean(HealthContributor.class).isSameAs(own));
        start(JOB)
                .without(new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("elasticjobHealthContributor"));
        start(JOB)
                .andProperty("elasticjob.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
    }
}
