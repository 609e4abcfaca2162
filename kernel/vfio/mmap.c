// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of regions.
 *
 * A mapping lies within one area. Nothing is mapped before it is touched: each
 * page asks the driver then, and again after the driver has zapped it.
 */
#include <linux/mm.h>
#include <linux/rwsem.h>
#include <linux/subdev.h>

#include "vfio.h"

#define PGOFF_SHIFT	(SUBDEV_VFIO_OFFSET_SHIFT - PAGE_SHIFT)

/* In pages, within the region. */
static const struct subdev_vfio_area *
area_find(const struct subdev_vfio_pci *pci, unsigned int index, u64 first,
	  u64 num)
{
	const struct subdev_vfio_area *areas;
	unsigned int num_areas, i;

	areas = subdev_vfio_region_areas(pci, index, &num_areas);
	for (i = 0; i < num_areas; i++) {
		u64 begin = areas[i].off >> PAGE_SHIFT;
		u64 size = areas[i].size >> PAGE_SHIFT;

		if (first >= begin && first - begin < size)
			return num <= size - (first - begin) ? &areas[i] : NULL;
	}
	return NULL;
}

/* A fault of another thread may have been quicker: then it is mapped. */
static vm_fault_t map_pfn(struct vm_fault *vmf, unsigned long pfn)
{
	if (vmf->vma->vm_flags & VM_PFNMAP)
		return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
	return vmf_insert_page(vmf->vma, vmf->address, pfn_to_page(pfn));
}

static vm_fault_t area_fault(struct vm_fault *vmf)
{
	struct subdev_vfio *sv = vmf->vma->vm_private_data;
	u64 pos = (u64)vmf->pgoff << PAGE_SHIFT;
	struct subdev_vfio_priv *priv = sv->priv;
	unsigned long pfn;
	vm_fault_t fault;
	int ret;

	down_read(&priv->map_lock);
	ret = priv->ops->map(sv, pos >> SUBDEV_VFIO_OFFSET_SHIFT,
			     pos & SUBDEV_VFIO_OFFSET_MASK, &pfn);
	if (ret)
		fault = vmf_error(ret);
	else
		fault = map_pfn(vmf, pfn);
	up_read(&priv->map_lock);
	return fault;
}

static const struct vm_operations_struct area_vm_ops = {
	.fault = area_fault,
};

/*
 * Memory of the host is mapped by page, that of a device by frame number. Of these x86
 * replaces the caching asked for here by what is reserved, see <linux/subdev_vfio.h>.
 */
static void area_to_vma(const struct subdev_vfio_area *area,
			struct vm_area_struct *vma)
{
	bool io = area->flags & SUBDEV_VFIO_AREA_IO;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vm_flags_set(vma, io ? VM_IO | VM_PFNMAP : VM_MIXEDMAP);
	if (area->flags & SUBDEV_VFIO_AREA_WC)
		vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	else if (io)
		vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_ops = &area_vm_ops;
}

/* mmap() of the device's file: VFIO has checked that the device is open. */
int subdev_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	u64 first = vma->vm_pgoff & (BIT_ULL(PGOFF_SHIFT) - 1);
	u64 index = (u64)vma->vm_pgoff >> PGOFF_SHIFT;
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	const struct subdev_vfio_pci *pci = sv->priv->pci;
	const struct subdev_vfio_region *own;
	const struct subdev_vfio_area *area;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	area = area_find(pci, index, first, vma_pages(vma));
	if (!area)
		return -EINVAL;
	own = subdev_vfio_own_region(pci, index);
	if (own && !own->writable) {
		if (vma->vm_flags & VM_WRITE)
			return -EACCES;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	vma->vm_private_data = sv;
	area_to_vma(area, vma);
	subdev_dev_count(sv->priv->sdev, SUBDEV_COUNT_MMAPS, 1);
	return 0;
}

/**
 * subdev_vfio_zap() - take back what the driver's map callback has said
 * @sv: the data path
 * @region: index of the region
 * @off: where in the region, a multiple of PAGE_SIZE
 * @size: bytes, a multiple of PAGE_SIZE
 *
 * To be called after the driver has changed what map answers: when it returns
 * nobody has mapped any more what map said before, and who touches a page has
 * it asked anew. Pages of the host that somebody has pinned stay pinned.
 *
 * Context: Process context, may sleep, from the registration to the end of the
 * unregistration. No lock of the driver is held that its map takes.
 */
void subdev_vfio_zap(struct subdev_vfio *sv, unsigned int region, u64 off,
		     u64 size)
{
	u64 pos = ((u64)region << SUBDEV_VFIO_OFFSET_SHIFT) + off;

	/* 0 would be all that follows */
	if (!size)
		return;
	down_write(&sv->priv->map_lock);
	unmap_mapping_range(sv->vdev.inode->i_mapping, pos, size, true);
	up_write(&sv->priv->map_lock);
}
EXPORT_SYMBOL_GPL(subdev_vfio_zap);
