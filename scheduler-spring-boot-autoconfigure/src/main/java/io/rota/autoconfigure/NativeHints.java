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

import io.rota.api.ElasticJob;
import io.rota.api.ElasticJobListener;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.JobClassNameProvider;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobShardingStrategy;
import io.rota.spi.JobThreadPolicy;
import io.rota.spi.TypedJobItemExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/** What a native image must keep although only names lead to it. */
final class NativeHints implements RuntimeHintsRegistrar {

    private static final List<Class<?>> EXTENSIONS = List.of(
            JobShardingStrategy.class,
            JobThreadPolicy.class,
            JobErrorHandler.class,
            TypedJobItemExecutor.class,
            ClassedJobItemExecutor.class,
            JobClassNameProvider.class,
            ElasticJobListener.class);

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        // Bound by name, once for each job.
        BindableRuntimeHintsRegistrar.forTypes(ElasticJobProperties.class, ElasticJobProperties.Job.class)
                .registerHints(hints, classLoader);
        EXTENSIONS.forEach(kind -> providers(kind, hints, classLoader));
        virtualThreads(hints);
        // ZooKeeper's client finds its sockets by their names.
        for (String socket : new String[] {"ClientCnxnSocketNIO", "ClientCnxnSocketNetty"}) {
            hints.reflection()
                    .registerTypeIfPresent(
                            classLoader, "org.apache.zookeeper." + socket, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
        }
    }

    private static void providers(Class<?> kind, RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/services/" + kind.getName());
        ServiceLoader.load(kind, classLoader).stream()
                .forEach(provider -> hints.reflection()
                        .registerType(
                                provider.type(),
                                MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS,
                                MemberCategory.INVOKE_PUBLIC_METHODS));
    }

    /** The scheduler looks them up, because it is compiled for a Java that has none. */
    private static void virtualThreads(RuntimeHints hints) {
        hints.reflection()
                .registerType(Thread.class, type -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE))
                .registerType(
                        TypeReference.of("java.lang.Thread$Builder$OfVirtual"),
                        type -> type.withMethod(
                                        "name",
                                        List.of(TypeReference.of(String.class), TypeReference.of(long.class)),
                                        ExecutableMode.INVOKE)
                                .withMethod("factory", List.of(), ExecutableMode.INVOKE));
    }

    /** The classes of job beans, and all that the configuration may name them by. */
    static final class JobClasses implements BeanFactoryInitializationAotProcessor {

        @Override
        public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
                ConfigurableListableBeanFactory beans) {
            List<Class<?>> types = Arrays.stream(beans.getBeanNamesForType(ElasticJob.class, true, false))
                    .<Class<?>>map(name -> beans.getType(name, false))
                    .filter(type -> type != null)
                    .<Class<?>>map(ClassUtils::getUserClass)
                    .distinct()
                    .toList();
            if (types.isEmpty()) {
                return null;
            }
            return (context, code) -> types.forEach(type -> {
                for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
                    context.getRuntimeHints().reflection().registerType(each);
                }
                for (Class<?> each : ClassUtils.getAllInterfacesForClass(type)) {
                    context.getRuntimeHints().reflection().registerType(each);
                }
            });
        }
    }
}
