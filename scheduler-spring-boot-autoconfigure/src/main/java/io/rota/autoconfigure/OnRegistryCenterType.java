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

import io.rota.autoconfigure.ElasticJobProperties.RegistryCenterType;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches if the registry center is to be of a kind. */
abstract class OnRegistryCenterType extends SpringBootCondition {

    private final RegistryCenterType wanted;

    OnRegistryCenterType(RegistryCenterType wanted) {
        this.wanted = wanted;
    }

    static final class Memory extends OnRegistryCenterType {

        Memory() {
            super(RegistryCenterType.MEMORY);
        }
    }

    static final class Zookeeper extends OnRegistryCenterType {

        Zookeeper() {
            super(RegistryCenterType.ZOOKEEPER);
        }
    }

    static final class Jdbc extends OnRegistryCenterType {

        Jdbc() {
            super(RegistryCenterType.JDBC);
        }
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        RegistryCenterType type = type(context.getEnvironment());
        return new ConditionOutcome(type == wanted, ConditionMessage.of("The registry center is of type " + type));
    }

    /** The type that is set, otherwise what the address says. */
    private static RegistryCenterType type(Environment environment) {
        Binder binder = Binder.get(environment);
        String servers =
                binder.bind("elasticjob.reg-center.server-lists", String.class).orElse("");
        return binder.bind("elasticjob.reg-center.type", RegistryCenterType.class)
                .orElse(StringUtils.hasText(servers) ? RegistryCenterType.ZOOKEEPER : RegistryCenterType.MEMORY);
    }
}
