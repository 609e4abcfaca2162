// SPDX-License-Identifier: GPL-2.0-only
/*
 * What sim adds to manifests: the token that a host's file in debugfs holds.
 * It fits if the host's own begins with it, as a newer firmware takes what an
 * older one has saved. So an empty one fits everywhere.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "sim.h"

static size_t sim_token_get(struct sim_host *host, void *token)
{
	size_t len;

	mutex_lock(&host->token_lock);
	len = host->token_len;
	memcpy(token, host->token, len);
	mutex_unlock(&host->token_lock);
	return len;
}

size_t sim_token(struct subdev_parent *parent, const struct subdev_type *type,
		 const struct subdev_config *config,
		 u8 token[SUBDEV_TOKEN_MAX])
{
	return sim_token_get(subdev_parent_priv(parent), token);
}

bool sim_compatible(struct subdev_parent *parent,
		    const struct subdev_type *type,
		    const struct subdev_config *config,
		    const u8 *token, size_t len)
{
	struct sim_host *host = subdev_parent_priv(parent);
	u8 own[SUBDEV_TOKEN_MAX];

	if (sim_fail(host, SIM_FAIL_COMPATIBLE))
		return false;
	return len <= sim_token_get(host, own) && !memcmp(token, own, len);
}

static ssize_t sim_token_read(struct file *file, char __user *buf,
			      size_t count, loff_t *pos)
{
	u8 token[SUBDEV_TOKEN_MAX];
	size_t len = sim_token_get(file->private_data, token);

	return simple_read_from_buffer(buf, count, pos, token, len);
}

/* The whole token at once; the newline that echo adds is not part of it. */
static ssize_t sim_token_write(struct file *file, const char __user *buf,
			       size_t count, loff_t *pos)
{
	struct sim_host *host = file->private_data;
	char token[SUBDEV_TOKEN_MAX + 1];
	size_t len = count;

	if (*pos || count > sizeof(token))
		return -EINVAL;
	if (copy_from_user(token, buf, count))
		return -EFAULT;
	if (len && token[len - 1] == '\n')
		len--;
	if (len > SUBDEV_TOKEN_MAX)
		return -EINVAL;
	mutex_lock(&host->token_lock);
	host->token_len = len;
	memcpy(host->token, token, len);
	mutex_unlock(&host->token_lock);
	*pos += count;
	return count;
}

static const struct file_operations sim_token_fops = {
	.open = simple_open,
	.read = sim_token_read,
	.write = sim_token_write,
	.llseek = default_llseek,
};

void sim_token_add(struct sim_host *host)
{
	debugfs_create_file("token", 0644, host->dir, host, &sim_token_fops);
}
