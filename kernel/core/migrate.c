// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the data path asks of the core when state is moved: to which manifest it
 * belongs, whether a subdevice takes it, and that the subdevice stays what it
 * is meanwhile.
 *
 * The manifest is the attribute that `manifest check` takes, so a host reads
 * both with the same code. Its numbers are in the byte order of the host: one
 * of another order finds lengths that make no sense, and refuses.
 */
#include <linux/slab.h>

#include "core.h"

/**
 * subdev_dev_set_migrating() - keep a subdevice as it is, or let it change
 * @sdev: the subdevice, opened
 * @migrating: whether its state is being moved, or it is stopped
 *
 * While it is, all requests to change what it is composed of fail with -EBUSY,
 * live ones too. Its label can change. subdev_dev_close() ends it.
 *
 * Context: Process context, may sleep. Takes the subdevice's lock.
 */
void subdev_dev_set_migrating(struct subdev_dev *sdev, bool migrating)
{
	mutex_lock(&sdev->lock);
	sdev->migrating = migrating;
	mutex_unlock(&sdev->lock);
}
EXPORT_SYMBOL_GPL(subdev_dev_set_migrating);

/**
 * subdev_dev_manifest() - the manifest of a subdevice
 * @sdev: the subdevice, whose type has a model
 * @len: becomes its length in bytes
 *
 * Context: Process context, may sleep. Takes the subdevice's lock, calls the
 * driver's token.
 * Return: the manifest, opaque, for subdev_dev_check_manifest() on this or
 * another host, to be freed with kfree(); or an ERR_PTR: -ENODEV if there is no
 * model or no subdevice any more, -ENOMEM.
 */
void *subdev_dev_manifest(struct subdev_dev *sdev, size_t *len)
{
	void *manifest = NULL;
	struct sk_buff *msg;
	int err = -ENODEV;

	if (!sdev->type->model)
		return ERR_PTR(-ENODEV);
	msg = nlmsg_new(subdev_manifest_size(sdev->type), GFP_KERNEL_ACCOUNT);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&sdev->lock);
	if (sdev->published)
		err = subdev_manifest_fill(msg, sdev->parent, sdev->type,
					   &sdev->comp->config);
	mutex_unlock(&sdev->lock);
	if (!err) {
		*len = msg->len;
		manifest = kmemdup(msg->data, msg->len, GFP_KERNEL_ACCOUNT);
	}
	nlmsg_free(msg);
	if (err)
		return ERR_PTR(err);
	return manifest ?: ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_GPL(subdev_dev_manifest);

/* The one attribute that there is, with nothing behind it; or NULL. */
static const struct nlattr *subdev_manifest_attr(const void *manifest,
						 size_t len)
{
	const struct nlattr *attr = manifest;

	if (len > SUBDEV_NL_OBJECT_MAX || !nla_ok(attr, len) ||
	    nla_total_size(nla_len(attr)) != len ||
	    nla_type(attr) != SUBDEV_A_DEV_MANIFEST)
		return NULL;
	return attr;
}

static int subdev_check_state(struct subdev_dev *sdev,
			      const struct subdev_wanted *manifest)
{
	struct subdev_verdict verdict;
	int err = -ENODEV;

	subdev_verdict_init(&verdict);
	mutex_lock(&sdev->lock);
	if (sdev->published)
		err = subdev_verdict_state_locked(&verdict, sdev, manifest);
	mutex_unlock(&sdev->lock);
	subdev_reasons_free(&verdict.reasons);
	return err ?: verdict.err;
}

/**
 * subdev_dev_check_manifest() - whether a subdevice takes migrated state
 * @sdev: the subdevice
 * @manifest: what came with the state, from whoever; aligned as memory of
 *	kmalloc() is
 * @len: its length in bytes
 *
 * Takes what `manifest check` against the subdevice finds good and nothing
 * else.
 *
 * Context: Process context, may sleep. Takes the subdevice's lock, calls the
 * driver's token and compatible.
 * Return: 0, or a negative errno: -EINVAL if it does not fit or is malformed,
 * -ENODEV if there is no model or no subdevice any more, -ERANGE, -ENOMEM.
 */
int subdev_dev_check_manifest(struct subdev_dev *sdev, const void *manifest,
			      size_t len)
{
	const struct nlattr *attr = subdev_manifest_attr(manifest, len);
	struct subdev_wanted *wanted;
	int err;

	if (!attr)
		return -EINVAL;
	wanted = kzalloc(sizeof(*wanted), GFP_KERNEL_ACCOUNT);
	if (!wanted)
		return -ENOMEM;
	err = subdev_manifest_parse(wanted, attr, NULL) ?:
	      subdev_check_state(sdev, wanted);
	kfree(wanted);
	return err;
}
EXPORT_SYMBOL_GPL(subdev_dev_check_manifest);
