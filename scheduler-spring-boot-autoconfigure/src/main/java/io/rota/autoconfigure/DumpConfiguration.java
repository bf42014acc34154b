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

import io.rota.autoconfigure.ElasticJobProperties.Dump;
import io.rota.bootstrap.SnapshotService;
import io.rota.registry.RegistryCenter;
import java.net.InetAddress;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The port that dumps can be asked for at. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnDumpPort.class)
class DumpConfiguration {

    @Bean
    @ConditionalOnMissingBean
    SnapshotService snapshotService(
            RegistryCenter registryCenter, ElasticJobProperties properties, Environment environment) {
        Dump dump = properties.getDump();
        try {
            return new SnapshotService(
                    registryCenter,
                    Objects.requireNonNullElseGet(dump.getAddress(), InetAddress::getLoopbackAddress),
                    Objects.requireNonNull(dump.getPort(), "port"));
        } catch (IllegalArgumentException e) {
            throw new InvalidDumpPortException(Setting.find(environment, "elasticjob.dump.port"), e);
        }
    }

    @Bean
    DumpLifecycle dumpLifecycle(SnapshotService snapshotService) {
        return new DumpLifecycle(snapshotService);
    }
}
