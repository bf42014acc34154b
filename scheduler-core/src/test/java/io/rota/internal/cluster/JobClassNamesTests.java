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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.ElasticJob;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.spi.Extensions;
import io.rota.spi.JobClassNameProvider;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobClassNamesTests {

    private static final String HERE = JobClassNamesTests.class.getName();
    private static final Extensions NONE = new Extensions(List.of(), JobClassNamesTests.class.getClassLoader());

    static class Nested implements SimpleJob {
        @Override
        public void execute(ShardingContext context) {}
    }

    /** Named as generators name the classes that they derive. */
    static class Nested$$SpringCGLIB$$0 extends Nested {}

    static class Nested$$EnhancerBySpringCGLIB$$1a2b3c extends Nested {}

    static class Nested$MockitoMock$1234 extends Nested {}

    static class Nested$ByteBuddy$Xy12 extends Nested {}

    static class Nested$HibernateProxy$Ab extends Nested {}

    interface Settles extends SimpleJob {}

    @Test
    void aClass_isItsOwnName_nestedOrAnonymous() {
        assertThat(JobClassNames.of(new Nested(), NONE)).isEqualTo(HERE + "$Nested");
        SimpleJob anonymous = new SimpleJob() {
            @Override
            public void execute(ShardingContext context) {}
        };
        assertThat(JobClassNames.of(anonymous, NONE)).isEqualTo(HERE + "$1");
    }

    /** What follows the mark is counted or addressed anew at every start, on every JVM in another way. */
    @Test
    void aLambda_isNamedByTheClassItIsWrittenIn_andNothingThatChangesWithAStart() {
        SimpleJob one = context -> {};
        SimpleJob other = context -> context.getJobName();
        assertThat(one.getClass()).isNotEqualTo(other.getClass());
        assertThat(JobClassNames.of(one, NONE)).isEqualTo(HERE + "$$Lambda");
        assertThat(JobClassNames.of(other, NONE)).isEqualTo(HERE + "$$Lambda");
    }

    @Test
    void aDerivedClass_isNamedByTheClassItWasDerivedFrom() {
        assertThat(List.of(
                        new Nested$$SpringCGLIB$$0(),
                        new Nested$$EnhancerBySpringCGLIB$$1a2b3c(),
                        new Nested$MockitoMock$1234(),
                        new Nested$ByteBuddy$Xy12(),
                        new Nested$HibernateProxy$Ab()))
                .allSatisfy(job -> assertThat(JobClassNames.of(job, NONE)).isEqualTo(HERE + "$Nested"));
    }

    @Test
    void aJdkProxy_isNamedByItsJobInterfaces() {
        assertThat(JobClassNames.of(proxy(SimpleJob.class), NONE)).isEqualTo(SimpleJob.class.getName());
        assertThat(JobClassNames.of(proxy(Runnable.class, Settles.class, AutoCloseable.class), NONE))
                .isEqualTo(HERE + "$Settles");
        assertThat(JobClassNames.of(proxy(Settles.class, SimpleJob.class), NONE))
                .isEqualTo(JobClassNames.of(proxy(SimpleJob.class, Settles.class), NONE))
                .isEqualTo(SimpleJob.class.getName() + "," + HERE + "$Settles");
    }

    @Test
    void aProvider_isAskedFirst_andTheFirstAnswerCounts() {
        JobClassNameProvider silent = job -> Optional.empty();
        JobClassNameProvider first = job -> job instanceof Nested ? Optional.of("first") : Optional.empty();
        JobClassNameProvider second = job -> Optional.of("second");
        Extensions extensions =
                new Extensions(List.of(silent, first, second), JobClassNamesTests.class.getClassLoader());
        assertThat(JobClassNames.of(new Nested(), extensions)).isEqualTo("first");
        assertThat(JobClassNames.of((SimpleJob) context -> {}, extensions)).isEqualTo("second");
    }

    private static ElasticJob proxy(Class<?>... interfaces) {
        return (ElasticJob) Proxy.newProxyInstance(
                JobClassNamesTests.class.getClassLoader(), interfaces, (proxy, method, arguments) -> null);
    }
}
