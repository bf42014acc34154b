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

import static io.rota.autoconfigure.RegistryCenterConfiguration.PREFIX;

import io.rota.autoconfigure.ElasticJobProperties.RegCenter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the configuration says.
 *
 * @param bundles null if the application has none
 */
record PropertiesRegistryCenterConnectionDetails(
        RegCenter properties, @Nullable SslBundles bundles, Environment environment)
        implements RegistryCenterConnectionDetails {

    @Override
    public String getServerLists() {
        String servers = properties.getServerLists();
        return servers == null ? "" : servers;
    }

    @Override
    public @Nullable String getDigest() {
        return StringUtils.hasText(properties.getDigest()) ? properties.getDigest() : null;
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        String name = properties.getSsl().getBundle();
        if (name == null || !StringUtils.hasText(name)) {
            return null;
        }
        List<String> known = bundles == null
                ? List.of()
                : bundles.getBundleNames().stream().sorted().toList();
        try {
            if (bundles != null) {
                return bundles.getBundle(name.strip());
            }
        } catch (NoSuchSslBundleException e) {
            throw unknown(name, known, e);
        }
        throw unknown(name, known, null);
    }

    private RegistryCenterException unknown(String name, List<String> known, @Nullable Throwable cause) {
        return new RegistryCenterException(
                Setting.find(environment, PREFIX + "ssl.bundle"),
                "there is no SSL bundle '" + name + "'"
                        + (known.isEmpty() ? ", and no other one" : ". There are " + String.join(", ", known)),
                "Define it with spring.ssl.bundle.pem." + name + ".* or spring.ssl.bundle.jks." + name
                        + ".*, or correct the name.",
                cause);
    }
}
