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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Finds the bean that a job runs. */
final class JobBeans {

    private final ConfigurableListableBeanFactory beans;

    JobBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * The bean of a job, an instance of its own if the bean is a prototype.
     *
     * @throws JobClassException if the class does not exist or is no job
     * @throws JobBeanException if not exactly one bean comes into question
     */
    ElasticJob find(JobDefinition job) {
        Class<?> type = type(job);
        List<String> candidates = candidates(type);
        Object bean = beans.getBean(choose(job, type, candidates));
        if (bean instanceof ElasticJob elasticJob) {
            return elasticJob;
        }
        throw JobClassException.notAJob(job, type);
    }

    private Class<?> type(JobDefinition job) {
        String className = String.valueOf(job.properties().getElasticJobClass()).strip();
        try {
            return ClassUtils.forName(className, beans.getBeanClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw JobClassException.notFound(job, className, e);
        }
    }

    private String choose(JobDefinition job, Class<?> type, List<String> candidates) {
        String wanted = job.properties().getElasticJobBean();
        if (StringUtils.hasText(wanted)) {
            if (candidates.contains(wanted.strip())) {
                return wanted.strip();
            }
            throw JobBeanException.unknownName(job, wanted, type, candidates);
        }
        if (candidates.isEmpty()) {
            throw ElasticJob.class.isAssignableFrom(type)
                    ? JobBeanException.none(job, type)
                    : JobClassException.notAJob(job, type);
        }
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        for (Predicate<String> preferred : List.<Predicate<String>>of(
                name -> is(name, BeanDefinition::isPrimary), name -> !is(name, BeanDefinition::isFallback))) {
            List<String> chosen = candidates.stream().filter(preferred).toList();
            if (chosen.size() == 1) {
                return chosen.get(0);
            }
        }
        throw JobBeanException.several(job, type, candidates);
    }

    private List<String> candidates(Class<?> type) {
        Set<String> names =
                new LinkedHashSet<>(List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)));
        // A proxy that only has the interfaces of its target hides the target's class.
        for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, ElasticJob.class)) {
            Class<?> target = targetClass(name);
            if (target != null && type.isAssignableFrom(target)) {
                names.add(name);
            }
        }
        return names.stream()
                .filter(name -> !ScopedProxyUtils.isScopedTarget(name))
                .sorted()
                .toList();
    }

    private @Nullable Class<?> targetClass(String name) {
        return beans.containsLocalBean(name) ? AutoProxyUtils.determineTargetClass(beans, name) : beans.getType(name);
    }

    /** Asks the definition of a bean, here or in a context above; an object that was registered as it is has none. */
    private boolean is(String name, Predicate<BeanDefinition> quality) {
        try {
            return quality.test(beans.getMergedBeanDefinition(name));
        } catch (NoSuchBeanDefinitionException e) {
            return false;
        }
    }
}
