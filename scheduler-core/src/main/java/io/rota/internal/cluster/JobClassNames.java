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

import io.rota.api.ElasticJob;
import io.rota.spi.Extensions;
import io.rota.spi.JobClassNameProvider;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The name under which a job object's class owns its job name: the same at every start and in every instance. */
public final class JobClassNames {

    // What generators put between the name of a class and the number of what they made of it.
    private static final List<String> GENERATED = List.of("$$", "$MockitoMock$", "$ByteBuddy$", "$HibernateProxy$");
    private static final String LAMBDA = "$$Lambda";

    private JobClassNames() {}

    /** Asks the providers first, then the class of the object. */
    public static String of(ElasticJob job, Extensions extensions) {
        return extensions.all(JobClassNameProvider.class).stream()
                .map(provider -> provider.jobClassName(job))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> of(job.getClass()));
    }

    static String of(Class<?> type) {
        if (Proxy.isProxyClass(type)) {
            // The class behind it is not known here; what it implements is at least the same everywhere.
            return Arrays.stream(type.getInterfaces())
                    .filter(ElasticJob.class::isAssignableFrom)
                    .map(Class::getName)
                    .sorted()
                    .collect(Collectors.joining(","));
        }
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        if (lambda >= 0) {
            return name.substring(0, lambda) + LAMBDA;
        }
        for (String generated : GENERATED) {
            int at = name.indexOf(generated);
            if (at > 0) {
                return name.substring(0, at);
            }
        }
        return name;
    }
}
